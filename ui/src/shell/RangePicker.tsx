import { useEffect, useId, useRef, useState } from 'react';
import { serverNow } from '../api/clock.ts';
import {
  describeRange,
  formatBound,
  isRelative,
  PRESETS,
  parseTyped,
  resolve,
  sameRange,
} from '../state/timeRange.ts';
import { useUrlState } from '../state/urlState.ts';

interface RangePickerProps {
  open: boolean;
  setOpen: (open: boolean) => void;
}

/** The time range: presets, or typed ("90m", "yesterday", two times with "to" between). */
export function RangePicker({ open, setOpen }: RangePickerProps) {
  const { scope, setScope } = useUrlState();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const hint = useId();

  useEffect(() => {
    if (!open) return;
    setText('');
    setWrong(false);
    input.current?.focus();
    const outside = (event: PointerEvent) => {
      if (!anchor.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open, setOpen]);

  const choose = (typed: string) => {
    const range = parseTyped(typed, serverNow());
    if (!range) {
      setWrong(true);
      return;
    }
    setScope({ range });
    setOpen(false);
    anchor.current?.querySelector('button')?.focus();
  };

  const freeze = () => {
    const { from, to } = resolve(scope.range, serverNow());
    setScope({ range: { from: { kind: 'at', ms: from }, to: { kind: 'at', ms: to } } });
    setOpen(false);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes wherever the focus is inside
    <div
      className="popover-anchor"
      ref={anchor}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.preventDefault();
        setOpen(false);
        anchor.current?.querySelector('button')?.focus();
      }}
    >
      <button
        type="button"
        className="button"
        aria-expanded={open}
        aria-haspopup="dialog"
        data-testid="range"
        title={`${formatBound(scope.range.from)} – ${formatBound(scope.range.to)} (t)`}
        onClick={() => setOpen(!open)}
      >
        {describeRange(scope.range)} <span aria-hidden="true">▾</span>
      </button>
      {open && (
        <div className="popover" role="dialog" aria-label="Time range">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              choose(text);
            }}
          >
            <input
              ref={input}
              className="field"
              value={text}
              aria-label="Time range"
              aria-invalid={wrong}
              aria-describedby={hint}
              data-testid="range-input"
              placeholder="90m, yesterday, 2026-03-01 to 2026-03-08"
              onChange={(event) => {
                setText(event.target.value);
                setWrong(false);
              }}
            />
          </form>
          <p id={hint} className={wrong ? 'meta bad' : 'meta'} role={wrong ? 'alert' : undefined}>
            {wrong
              ? 'Not understood. Write 90m, 24h, 7d, today, or two times with "to" between.'
              : 'Type a length or two times, then Enter'}
          </p>
          <div className="presets">
            {PRESETS.map((preset) => {
              const range = parseTyped(preset.text, 0);
              return (
                <button
                  key={preset.text}
                  type="button"
                  aria-pressed={range !== null && sameRange(range, scope.range)}
                  onClick={() => choose(preset.text)}
                >
                  {preset.label}
                </button>
              );
            })}
            {isRelative(scope.range) && (
              <button type="button" onClick={freeze} title="Fixed times, for a link to share">
                Hold still
              </button>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
