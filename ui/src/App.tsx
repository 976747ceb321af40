import { type ComponentType, lazy, Suspense } from 'react';
import { usePathname } from 'wouter/use-browser-location';
import { LiveContext, useFollowedChanges } from './api/changes.ts';
import { useStatus } from './api/queries.ts';
import { RowsSkeleton } from './parts/states.tsx';
import { type Route, routeOf } from './routes.ts';
import { Boundary } from './shell/Boundary.tsx';
import { Shell } from './shell/Shell.tsx';

const Overview = lazy(() => import('./overview/Overview.tsx'));
const Conversations = lazy(() => import('./conversations/Conversations.tsx'));
const Flow = lazy(() => import('./flow/Flow.tsx'));
const Traces = lazy(() => import('./traces/Traces.tsx'));
const TracePage = lazy(() => import('./trace/TracePage.tsx'));
const Workflows = lazy(() => import('./workflows/Workflows.tsx'));
const Groups = lazy(() => import('./groups/Groups.tsx'));
const Setup = lazy(() => import('./setup/Setup.tsx'));
const NotFound = lazy(() => import('./shell/NotFound.tsx'));

/** Screens that make no sense before the first GenAI span has arrived. */
const NEEDS_DATA = new Set<Route['screen']>(['overview', 'conversations']);

export function App() {
  const live = useFollowedChanges();
  const route = routeOf(usePathname());
  const status = useStatus();
  const empty = status.data?.genAiSpans === 0 && NEEDS_DATA.has(route.screen);
  return (
    <LiveContext value={live}>
      <Shell route={route}>
        <Boundary key={route.screen}>
          <Suspense fallback={<Waiting />}>
            {empty && status.data ? <Setup status={status.data} /> : <Screen route={route} />}
          </Suspense>
        </Boundary>
      </Shell>
    </LiveContext>
  );
}

function Screen({ route }: { route: Route }) {
  switch (route.screen) {
    case 'conversation':
      return <Flow key={route.id} id={route.id} />;
    case 'trace':
      return <TracePage key={route.id} traceId={route.id} />;
    default: {
      const screens: Record<typeof route.screen, ComponentType> = {
        overview: Overview,
        conversations: Conversations,
        traces: Traces,
        workflows: Workflows,
        groups: Groups,
        'not-found': NotFound,
      };
      const Found = screens[route.screen];
      return <Found />;
    }
  }
}

function Waiting() {
  return (
    <div className="page" aria-busy="true">
      <RowsSkeleton rows={14} />
    </div>
  );
}
