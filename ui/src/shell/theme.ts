import { useEffect, useState } from 'react';

export type Theme = 'auto' | 'light' | 'dark';

const STORED = 'parley.theme';

/** The reader's choice; `public/theme.js` applies it before the first paint. */
export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(
    () => (document.documentElement.dataset.theme as Theme | undefined) ?? 'auto',
  );
  const next = () => {
    const order: Theme[] = ['auto', 'light', 'dark'];
    const chosen = order[(order.indexOf(theme) + 1) % order.length] ?? 'auto';
    setTheme(chosen);
    if (chosen === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    try {
      localStorage.setItem(STORED, chosen);
    } catch {
      // Then the choice lasts as long as the page.
    }
  };
  return [theme, next];
}

/** Changes whenever light turns dark or back, so that canvases can be drawn anew. */
export function useColorScheme(): string {
  const [scheme, setScheme] = useState(background);
  useEffect(() => {
    const update = () => setScheme(background());
    const media = matchMedia('(prefers-color-scheme: dark)');
    media.addEventListener('change', update);
    const observer = new MutationObserver(update);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      media.removeEventListener('change', update);
      observer.disconnect();
    };
  }, []);
  return scheme;
}

function background(): string {
  return getComputedStyle(document.body).backgroundColor;
}
