import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, test, vi } from 'vitest';
import { useShortcuts } from './useShortcuts.ts';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

const pressed: string[] = [];
const shortcuts = {
  'g c': () => pressed.push('g c'),
  c: () => pressed.push('c'),
  Escape: () => pressed.push('Escape'),
};

function Keys() {
  useShortcuts(shortcuts);
  return null;
}

async function mounted(html: string) {
  document.body.innerHTML = `<div id="root"></div>${html}`;
  const root = createRoot(document.getElementById('root') as HTMLElement);
  await act(async () => root.render(<Keys />));
  return root;
}

function press(key: string, target: EventTarget = document.body, init: KeyboardEventInit = {}) {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...init }));
}

afterEach(() => pressed.splice(0));

test('one key after the other is a shortcut of its own', async () => {
  const root = await mounted('');
  press('c');
  press('g');
  press('c');
  expect(pressed).toEqual(['c', 'g c']);
  await act(async () => root.unmount());
  press('c');
  expect(pressed).toHaveLength(2);
});

test('no shortcut while typing, with Ctrl, or under an open dialog', async () => {
  const root = await mounted('<input id="field">');
  press('c', document.getElementById('field') ?? undefined);
  press('c', document.body, { ctrlKey: true });
  document.body.insertAdjacentHTML('beforeend', '<dialog open></dialog>');
  press('Escape');
  expect(pressed).toEqual([]);
  await act(async () => root.unmount());
});
