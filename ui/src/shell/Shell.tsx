import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import { type LiveState, useLive } from '../api/changes.ts';
import type { Route } from '../routes.ts';
import { useUrlState } from '../state/urlState.ts';
import { EnvironmentPicker } from './EnvironmentPicker.tsx';
import { KeyHelp } from './KeyHelp.tsx';
import { Login } from './Login.tsx';
import { PricePicker } from './PricePicker.tsx';
import { RangePicker } from './RangePicker.tsx';
import { useTheme } from './theme.ts';
import { focusItem, useShortcuts } from './useShortcuts.ts';

const SCREENS = [
  { path: '/', label: 'Overview', screens: ['overview'] },
  { path: '/conversations', label: 'Conversations', screens: ['conversations', 'conversation'] },
  { path: '/traces', label: 'Traces', screens: ['traces', 'trace'] },
  { path: '/workflows', label: 'Workflows', screens: ['workflows'] },
  { path: '/groups', label: 'Groups', screens: ['groups'] },
];

/** What lies above: Esc goes there. */
const ABOVE: Partial<Record<Route['screen'], string>> = {
  conversation: '/conversations',
  trace: '/traces',
};

/** The frame of every screen: navigation, the state bar, and the keys that work everywhere. */
export function Shell({ route, children }: { route: Route; children: ReactNode }) {
  const url = useUrlState();
  const [help, setHelp] = useState(false);
  const [rangeOpen, setRangeOpen] = useState(false);
  const [theme, nextTheme] = useTheme();
  const main = useRef<HTMLElement>(null);

  const { go } = url;
  const above = ABOVE[route.screen];
  const shortcuts = useMemo(
    () => ({
      'g o': () => go('/'),
      'g c': () => go('/conversations'),
      'g t': () => go('/traces'),
      'g w': () => go('/workflows'),
      'g b': () => go('/groups'),
      '/': () => document.querySelector<HTMLElement>('[data-filter]')?.focus(),
      j: () => focusItem(1),
      k: () => focusItem(-1),
      t: () => setRangeOpen(true),
      '?': () => setHelp(true),
      ...(above ? { Escape: () => go(above) } : {}),
    }),
    [go, above],
  );
  useShortcuts(shortcuts);
  useArrival(url.path, main);
  // On a narrow screen the names of the screens scroll sideways.
  useEffect(() => {
    document
      .querySelector(`nav.tabs [data-screens~="${route.screen}"]`)
      ?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [route.screen]);

  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="shell-head">
        <div className="shell-bar">
          <Link className="brand" href={url.href('/')} aria-label="Parley">
            <img src="/favicon.svg" alt="" />
            <span>Parley</span>
          </Link>
          <nav className="tabs" aria-label="Screens">
            {SCREENS.map((screen) => (
              <Link
                key={screen.path}
                href={url.href(screen.path)}
                data-screens={screen.screens.join(' ')}
                aria-current={screen.screens.includes(route.screen) ? 'page' : undefined}
              >
                {screen.label}
              </Link>
            ))}
          </nav>
          <button
            type="button"
            className="button icon push"
            onClick={nextTheme}
            title={`Theme: ${theme}`}
            aria-label={`Theme: ${theme}. Change`}
          >
            {{ auto: '◐', light: '☀', dark: '☾' }[theme]}
          </button>
          <button
            type="button"
            className="button icon only-wide"
            onClick={() => setHelp(true)}
            title="Keyboard (?)"
            aria-label="Keyboard shortcuts"
          >
            ?
          </button>
          <Login />
        </div>
        <div className="shell-bar" role="toolbar" aria-label="What is shown">
          <RangePicker open={rangeOpen} setOpen={setRangeOpen} />
          <EnvironmentPicker />
          <PricePicker />
          <LiveMark />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      {help && <KeyHelp close={() => setHelp(false)} />}
    </>
  );
}

const LIVE_WORDS: Record<LiveState, [string, string]> = {
  connecting: ['connecting', 'Connecting to the server'],
  live: ['live', 'New data appears by itself. Press to pause.'],
  polling: ['reconnecting', 'No live connection; asking every 5 seconds. Press to pause.'],
  paused: ['paused', 'Paused. Press to go on.'],
};

function LiveMark() {
  const { state, toggle } = useLive();
  const [word, title] = LIVE_WORDS[state];
  return (
    <button
      type="button"
      className="live push"
      data-state={state}
      data-testid="live"
      title={title}
      aria-pressed={state !== 'paused'}
      onClick={toggle}
    >
      <i />
      {word}
    </button>
  );
}

/** A new page begins at its top and takes the focus; going back keeps the browser's own scroll. */
function useArrival(path: string, main: React.RefObject<HTMLElement | null>): void {
  const previous = useRef(path);
  const back = useRef(false);
  useEffect(() => {
    const popped = () => {
      back.current = true;
    };
    window.addEventListener('popstate', popped);
    return () => window.removeEventListener('popstate', popped);
  }, []);
  useEffect(() => {
    if (previous.current === path) return;
    previous.current = path;
    if (!back.current) {
      window.scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    back.current = false;
  }, [path, main]);
}
