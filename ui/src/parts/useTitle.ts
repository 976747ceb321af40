import { useEffect } from 'react';

/** The page's title, which also tells a screen reader where it has come to. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Parley`;
  }, [title]);
}
