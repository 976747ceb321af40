import { useEffect, useId, useRef, useState } from 'react';
import { useOverview } from '../api/queries.ts';
import { asModel, describePrices, modelOf } from '../state/prices.ts';
import { useUrlState } from '../state/urlState.ts';

const PRESETS: [string | undefined, string, string][] = [
  [undefined, 'At the call', 'What was charged, else the price when the call started'],
  ['today', 'Of today', 'What the same calls would cost at the prices of today'],
];

/** At which prices costs are shown: at the call, of today, or as if on another model. */
export function PricePicker() {
  const { scope } = useUrlState();
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent) => {
      if (!anchor.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  const close = () => {
    setOpen(false);
    anchor.current?.querySelector('button')?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes wherever the focus is inside
    <div
      className="popover-anchor"
      ref={anchor}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.preventDefault();
        close();
      }}
    >
      <button
        type="button"
        className={scope.prices === undefined ? 'button' : 'button chosen'}
        aria-expanded={open}
        aria-haspopup="dialog"
        data-testid="prices"
        title={`Costs at prices ${describePrices(scope.prices)}`}
        aria-label={`Prices ${describePrices(scope.prices)}`}
        onClick={() => setOpen(!open)}
      >
        <span className="only-wide">Prices </span>
        <span className="only-narrow" aria-hidden="true">
          ${' '}
        </span>
        <span className={scope.prices === undefined ? 'only-wide' : undefined}>
          {describePrices(scope.prices)}
        </span>{' '}
        <span aria-hidden="true">▾</span>
      </button>
      {open && <Choices close={close} />}
    </div>
  );
}

function Choices({ close }: { close: () => void }) {
  const { scope, setScope } = useUrlState();
  const [text, setText] = useState(modelOf(scope.prices) ?? '');
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  // The models at hand; any other with a price may be typed.
  const overview = useOverview({ ...scope, prices: undefined });
  const models = new Set(
    overview.data?.models.filter((model) => model.cost).map((model) => model.model),
  );
  useEffect(() => input.current?.focus(), []);

  const choose = (prices: string | undefined) => {
    setScope({ prices });
    close();
  };
  return (
    <div className="popover prices" role="dialog" aria-label="Prices">
      <div className="presets">
        {PRESETS.map(([prices, label, title]) => (
          <button
            key={label}
            type="button"
            title={title}
            aria-pressed={scope.prices === prices}
            data-testid={`prices-${prices ?? 'at-call'}`}
            onClick={() => choose(prices)}
          >
            {label}
          </button>
        ))}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          choose(asModel(text) ?? undefined);
        }}
      >
        <label className="meta" htmlFor={`${id}-model`}>
          As if all had run on
        </label>
        <div className="row">
          <input
            ref={input}
            id={`${id}-model`}
            className="field"
            value={text}
            list={`${id}-models`}
            autoComplete="off"
            spellCheck={false}
            aria-describedby={`${id}-hint`}
            data-testid="prices-model"
            placeholder="a model, such as gpt-4o"
            onChange={(event) => setText(event.target.value)}
          />
          <button type="submit" className="button" disabled={asModel(text) === null}>
            Show
          </button>
        </div>
        <datalist id={`${id}-models`}>
          {[...models].map((model) => model && <option key={model} value={model} />)}
        </datalist>
        <p className="meta" id={`${id}-hint`}>
          The same tokens at its price of today. Embeddings, audio and images keep their own.
        </p>
      </form>
    </div>
  );
}
