import { useEffect } from 'react';

/** Keys by name; "g o" is one after the other. */
export type Shortcuts = Record<string, () => void>;

const SEQUENCE_MS = 1_000;

/** Listens while mounted, but not while someone types, nor to keys with Ctrl, Alt or Meta. */
export function useShortcuts(shortcuts: Shortcuts): void {
  useEffect(() => {
    let first = '';
    let since = 0;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      // An open dialog has its own keys: its Esc must not also lead a level up.
      if (typing(event.target) || document.querySelector('dialog[open]')) return;
      const pair = Date.now() - since < SEQUENCE_MS ? `${first} ${event.key}` : '';
      const action = shortcuts[pair] ?? shortcuts[event.key];
      first = event.key;
      since = Date.now();
      if (action) {
        event.preventDefault();
        action();
      }
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [shortcuts]);
}

export function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Moves the focus to the next or the previous item of the screen's list. */
export function focusItem(step: 1 | -1): void {
  const items = [...document.querySelectorAll<HTMLElement>('[data-item]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? (step > 0 ? 0 : items.length - 1) : at + step;
  items[next]?.focus();
  items[next]?.scrollIntoView({ block: 'nearest' });
}
