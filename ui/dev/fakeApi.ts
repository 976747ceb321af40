import type { Plugin } from 'vite';
import { groups, refusalOf, workflows } from './fakeAsked.ts';
import {
  conversation,
  conversations,
  costSources,
  FakeStore,
  overview,
  span,
  spanList,
  trace,
} from './fakeData.ts';

const BASE = '/api/v1/parley';
const EMPTY = process.env.PARLEY_FAKE === 'empty';

/** Answers `/api/v1/parley` in `npm run dev` with made-up data; never part of a build. */
export function fakeApi(): Plugin {
  return {
    name: 'parley-fake-api',
    apply: 'serve',
    configureServer(server) {
      // Under vitest there is nobody to answer.
      if (process.env.VITEST) return;
      const store = new FakeStore(EMPTY ? 0 : 140);
      if (EMPTY) store.spans = [];
      const growing = setInterval(() => {
        if (!EMPTY) store.converse(`session_${Date.now() % 100_000}`, Date.now() - 9_000, 1);
      }, 15_000);
      server.httpServer?.on('close', () => clearInterval(growing));
      server.middlewares.use(BASE, (request, response) => {
        const url = new URL(request.url ?? '/', 'http://localhost');
        if (url.pathname === '/changes') {
          response.writeHead(200, { 'Content-Type': 'text/event-stream' });
          const tell = (event: string) =>
            response.write(
              `event: ${event}\ndata: {"revision":${store.revision},"now":${Date.now()}}\n\n`,
            );
          tell('hello');
          let told = store.revision;
          const timer = setInterval(() => {
            if (told !== store.revision) tell('commit');
            told = store.revision;
          }, 250);
          request.on('close', () => clearInterval(timer));
          return;
        }
        const refusal = refusalOf(url.searchParams);
        if (refusal !== null) {
          response.writeHead(400, { 'Content-Type': 'application/json' });
          response.end(JSON.stringify({ error: { code: 'bad_request', message: refusal } }));
          return;
        }
        const answer = answerTo(store, url);
        response.writeHead(answer === null ? 404 : 200, { 'Content-Type': 'application/json' });
        response.end(
          JSON.stringify(
            answer ?? {
              error: { code: 'not_found', message: `Nothing is stored under ${url.pathname}.` },
            },
          ),
        );
      });
    },
  };
}

function answerTo(store: FakeStore, url: URL): unknown {
  const params = url.searchParams;
  const query = {
    from: Number(params.get('from') ?? 0),
    to: Number(params.get('to') ?? Number.MAX_SAFE_INTEGER),
    environment: params.get('environment'),
  };
  const [, first, second, third, fourth] = url.pathname.split('/');
  switch (first) {
    case 'status':
      return status(store);
    case 'environments':
      return {
        environments: ['production', 'staging'].map((name) => ({
          name,
          spans: store.spans.filter((one) => one.environment === name).length,
        })),
      };
    case 'overview':
      return overview(store, query);
    case 'cost-sources':
      return costSources(store, query);
    case 'conversations':
      return conversations(store, query, params);
    case 'workflows':
      return workflows(store.spans);
    case 'groups':
      return groups(store.spans, params);
    case 'conversation':
      return conversation(store, query, params.get('id') ?? '');
    case 'traces':
      if (!second) return spanList(store, query, params);
      return third === 'spans' ? span(store, second, fourth ?? '') : trace(store, second);
    default:
      return null;
  }
}

function status(store: FakeStore) {
  const count = store.spans.length;
  return {
    version: '0.1.0',
    now: Date.now(),
    revision: store.revision,
    spans: count,
    genAiSpans: store.spans.filter((one) => one.spanKind !== 'other').length,
    firstSpanAt: count ? Math.min(...store.spans.map((one) => one.start)) : null,
    lastSpanAt: count ? Math.max(...store.spans.map((one) => one.start)) : null,
    lastReceivedAt: count ? Date.now() : null,
    logs: 0,
    metricPoints: 0,
    endpoints: ['http://127.0.0.1:4317', 'http://127.0.0.1:4318'],
    ingest: { accepted: count, duplicates: 0, rejected: 0, queued: 0 },
    redactions: [],
    checks: {
      receiver: true,
      anySpan: count > 0,
      genAiSpan: count > 0,
      genAiSpanWithModelAndTokens: count > 0,
    },
    viewer: { project: 'default', login: false },
  };
}
