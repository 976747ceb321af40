/** Made-up spans of a support desk, and the API's answers computed from them. For `npm run dev` only. */
import type {
  Conversation,
  ConversationRow,
  CostComparison,
  CostSources,
  Money,
  Overview,
  SpanDetail,
  SpanRow,
  Step,
  TraceSpan,
  Turn,
  TurnMessage,
} from '../src/api/types.ts';

import { approvalOf, score, scoresOfTurn, sumOfTools, toolsOf } from './fakeAsked.ts';

const HOUR = 3_600_000;
const PRICES: Record<string, [number, number] | undefined> = {
  'gpt-4o': [2.5, 10],
  'gpt-4o-mini': [0.15, 0.6],
  'claude-sonnet-4-5': [3, 15],
};
const MODELS = ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-4-5', 'acme-chat-large'];
const TITLES = [
  ['Why was I charged twice for order 88?', 'billing'],
  ['Where is my parcel? It should have come on Monday.', 'order_status'],
  ['How do I return a pair of shoes that do not fit?', 'returns'],
  ['Please change the delivery address of my order', 'order_status'],
  ['The app says my card was declined, but my bank says it was not.\nWhat now?', 'billing'],
  ['Can you compare the three coffee machines under 300 euros?', 'product_advice'],
];

type Fake = TraceSpan & {
  messages: TurnMessage[];
  repeated: number;
  toolCall: { name: string; callId: string; arguments: unknown; result: unknown } | null;
  cents: number | null;
};

let seed = 7;
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}
const pick = <T>(items: T[]): T => items[Math.floor(random() * items.length)] as T;
const hex = (length: number) =>
  Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');

function money(amount: number | null): Money | null {
  return amount === null
    ? null
    : { amount: amount.toFixed(8).replace(/\.?0+$/, ''), currency: 'USD' };
}

export class FakeStore {
  spans: Fake[] = [];
  revision = 1;

  constructor(conversations: number) {
    const now = Date.now();
    for (let index = 0; index < conversations; index++) {
      this.converse(
        `session_${1000 + index}`,
        now - random() ** 1.4 * 30 * HOUR,
        1 + Math.floor(random() * 6),
      );
    }
    this.converse('session_long', now - 26 * HOUR, 6, 25 * HOUR);
    this.spans.sort((a, b) => a.start - b.start);
  }

  /** One conversation of some turns, each with a request, an agent, calls and a tool. */
  converse(id: string, from: number, turns: number, spread = 90_000 * turns): void {
    const [title, category] = pick(TITLES) as [string, string];
    const user = random() < 0.9 ? `user_${100 + Math.floor(random() * 40)}` : null;
    const environment = random() < 0.75 ? 'production' : 'staging';
    const captured = random() < 0.92;
    let at = from;
    for (let number = 1; number <= turns && at < Date.now(); number++) {
      this.turn({ id, number, at, title, category, user, environment, captured });
      at += (spread / turns) * (0.4 + random()) + (random() < 0.12 ? 14 * 60_000 : 0);
    }
    this.revision++;
  }

  private turn(t: {
    id: string;
    number: number;
    at: number;
    title: string;
    category: string;
    user: string | null;
    environment: string;
    captured: boolean;
  }): void {
    const traceId = hex(32);
    const model = pick(random() < 0.6 ? MODELS.slice(0, 2) : MODELS);
    const failed = random() < 0.07;
    let at = t.at;
    const make = (
      parent: Fake | null,
      kind: string,
      name: string,
      ms: number,
      extra: Partial<Fake> = {},
    ) => {
      const span: Fake = {
        traceId,
        spanId: hex(16),
        parentSpanId: parent?.spanId ?? null,
        name,
        service: 'support-desk',
        environment: t.environment,
        kind,
        spanKind: GROUPS[kind] ?? 'chain',
        category: GROUPS[kind] === 'other' ? null : t.category,
        start: at,
        durationMs: ms,
        status: 'ok',
        failure: null,
        provider: null,
        model: null,
        tokens: null,
        cost: null,
        costSource: null,
        role: 'none',
        conversationId: t.id,
        turn: t.number,
        user: t.user,
        agent: null,
        tool: null,
        timeToFirstTokenMs: null,
        counted: false,
        seenBy: 1,
        duplicateOf: null,
        conversationSource: 'own',
        userSource: t.user === null ? null : 'own',
        otelKind: 'internal',
        depth: parent ? parent.depth + 1 : 0,
        scope: 'dev.parley.sdk',
        orphan: false,
        messages: [],
        repeated: 0,
        toolCall: null,
        cents: null,
        ...extra,
      };
      this.spans.push(span);
      return span;
    };
    const say = (
      role: string,
      parts: TurnMessage['parts'],
      span: Fake,
      direction: 'input' | 'output',
    ) => {
      if (!t.captured) return;
      span.messages.push({
        role,
        parts,
        name: null,
        hash: hex(16),
        spanId: span.spanId,
        traceId,
        time: span.start + (direction === 'output' ? span.durationMs : 0),
        direction,
        model: direction === 'output' ? span.model : null,
        finishReason: direction === 'output' ? 'stop' : null,
      });
    };
    const call = (parent: Fake, agent: string, input: number, output: number) => {
      const ms = 500 + random() ** 2 * 4_000 + output * 6;
      const price = PRICES[model];
      const cost = price ? (input * price[0] + output * price[1]) / 1e6 : null;
      const span = make(parent, 'model_call', `chat ${model}`, ms, {
        provider: model.startsWith('claude')
          ? 'anthropic'
          : model.startsWith('acme')
            ? 'acme'
            : 'openai',
        model,
        agent,
        otelKind: 'client',
        role: 'own',
        counted: true,
        tokens: { total: input + output, input, output },
        cents: cost,
        cost: money(cost),
        costSource: cost === null ? null : 'book',
        timeToFirstTokenMs: ms * 0.3,
        scope: 'dev.parley.instrumentation.openai',
      });
      at += ms + 12;
      return span;
    };
    const request = make(null, 'http', 'POST /chat', 0, {
      otelKind: 'server',
      conversationId: null,
      turn: null,
      user: null,
      conversationSource: null,
      userSource: null,
    });
    at += 4;
    const agent = make(request, 'agent', 'invoke_agent triage', 0, { agent: 'triage' });
    at += 3;
    const first = call(agent, 'triage', 400 + t.number * 310, 40 + Math.floor(random() * 90));
    first.repeated = (t.number - 1) * 4;
    if (t.number === 1)
      say(
        'system',
        [{ type: 'text', content: 'You are the support desk of a shop. Be brief and kind.' }],
        first,
        'input',
      );
    const question =
      t.number === 1
        ? t.title
        : pick([
            'And how long does that take?',
            'Thanks. Can you do that for me?',
            'That is not what I asked. Please look again.',
          ]);
    say('user', [{ type: 'text', content: question }], first, 'input');
    if (failed) {
      first.status = 'error';
      first.failure = {
        type: pick(['RateLimitException', 'timeout', 'InternalServerException']),
        message: '429: Rate limit reached for requests; try again in 20 s',
      };
      first.tokens = null;
      first.cost = null;
      first.costSource = null;
      first.cents = null;
    } else {
      const callId = `call_${hex(8)}`;
      say(
        'assistant',
        [
          {
            type: 'reasoning',
            content: 'The order must be looked up before anything can be promised.',
          },
          {
            type: 'tool_call',
            id: callId,
            name: 'lookup_order',
            arguments: { order: 88, fields: ['status', 'payments'] },
          },
        ],
        first,
        'output',
      );
      const tool = make(agent, 'tool_call', 'execute_tool lookup_order', 120 + random() * 600, {
        tool: 'lookup_order',
        agent: 'triage',
        toolCall: {
          name: 'lookup_order',
          callId,
          arguments: { order: 88, fields: ['status', 'payments'] },
          result: { status: 'shipped', payments: [{ amount: '49.90', state: 'captured' }] },
        },
      });
      at += 2;
      make(tool, 'db', 'SELECT orders', tool.durationMs * 0.7, {
        otelKind: 'client',
        conversationId: null,
        turn: null,
      });
      at += tool.durationMs;
      let speaker = agent;
      if (random() < 0.35) {
        make(agent, 'handoff', 'triage → billing', 3, { agent: 'triage' });
        at += 4;
        speaker = make(agent, 'agent', 'invoke_agent billing', 0, { agent: 'billing' });
      }
      const second = call(
        speaker,
        speaker.agent ?? 'triage',
        620 + t.number * 340,
        80 + Math.floor(random() * 260),
      );
      say(
        'assistant',
        [
          {
            type: 'text',
            content:
              'I have looked at your order. There is one payment of **49.90**, captured yesterday; the second entry is a reservation that your bank drops within three days.\n\n1. You need not do anything.\n2. If it is still there on Friday, write to us and we will send a confirmation.',
          },
        ],
        second,
        'output',
      );
      if (speaker !== agent) speaker.durationMs = at - speaker.start;
    }
    agent.durationMs = at - agent.start;
    request.durationMs = at + 5 - request.start;
    if (failed) request.status = 'error';
  }
}

const GROUPS: Record<string, string> = {
  model_call: 'llm',
  tool_call: 'tool',
  agent: 'agent',
  handoff: 'agent',
  http: 'other',
  db: 'other',
};

interface Query {
  from: number;
  to: number;
  environment: string | null;
}

const isCall = (span: Fake) => span.kind === 'model_call';
const sum = (values: (number | null | undefined)[]) =>
  values.reduce<number>((a, b) => a + (b ?? 0), 0);
const total = (spans: Fake[]) => {
  const priced = spans.filter((span) => span.cents !== null);
  return priced.length ? sum(priced.map((span) => span.cents)) : null;
};
const tokensOf = (spans: Fake[]) => {
  const input = sum(spans.map((span) => span.tokens?.input));
  const output = sum(spans.map((span) => span.tokens?.output));
  return { total: input + output, input, output };
};
const unpricedOf = (spans: Fake[]) =>
  spans.filter((span) => span.tokens && span.cents === null).length;
const distinct = <T>(values: (T | null)[]) =>
  [...new Set(values.filter((value) => value !== null))] as T[];

function percentile(values: number[], q: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(Math.floor(q * sorted.length), sorted.length - 1)] ?? null;
}

function inRange(span: Fake, query: Query): boolean {
  return (
    span.start >= query.from &&
    span.start < query.to &&
    (query.environment === null || (span.environment ?? '') === query.environment)
  );
}

function groupBy<T>(items: T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

export function overview(store: FakeStore, query: Query): Overview {
  const spans = store.spans.filter((span) => inRange(span, query));
  const calls = spans.filter(isCall);
  const groups = groupBy(
    calls.filter((span) => span.conversationId),
    (span) => span.conversationId ?? '',
  );
  const costs = [...groups.values()].map(total).filter((cost) => cost !== null);
  const latency = calls.map((span) => span.durationMs);
  const errors = calls.filter((span) => span.status === 'error');
  const models = [...groupBy(calls, (span) => span.model ?? '')].map(([model, of]) => {
    const cost = total(of);
    const tokens = tokensOf(of);
    const bad = of.filter((span) => span.status === 'error').length;
    return {
      model,
      provider: of[0]?.provider ?? null,
      calls: of.length,
      share: of.length / calls.length,
      errors: bad,
      errorRate: bad / of.length,
      p50Ms: percentile(
        of.map((span) => span.durationMs),
        0.5,
      ),
      p95Ms: percentile(
        of.map((span) => span.durationMs),
        0.95,
      ),
      inputTokens: tokens.input,
      outputTokens: tokens.output,
      cacheReadTokens: 0,
      tokensPerCall: tokens.total / of.length,
      cost: money(cost),
      costPerCall: money(cost === null ? null : cost / of.length),
      costPer1kTokens: money(cost === null ? null : (cost / tokens.total) * 1000),
      unpricedCalls: unpricedOf(of),
      conversations: new Set(of.map((span) => span.conversationId)).size,
    };
  });
  const width = query.to - query.from;
  const stepMs = Math.max(Math.ceil(width / 48 / 60_000) * 60_000, 60_000);
  const points: Overview['series']['points'] = [];
  for (let time = Math.floor(query.from / stepMs) * stepMs; time < query.to; time += stepMs) {
    const of = calls.filter((span) => span.start >= time && span.start < time + stepMs);
    const ms = of.map((span) => span.durationMs);
    points.push({
      time,
      calls: of.length,
      errors: of.filter((span) => span.status === 'error').length,
      inputTokens: tokensOf(of).input,
      outputTokens: tokensOf(of).output,
      conversations: new Set(of.map((span) => span.conversationId)).size,
      spans: of.length,
      cost: money(total(of)),
      p50Ms: percentile(ms, 0.5),
      p95Ms: percentile(ms, 0.95),
    });
  }
  const before = { ...query, from: query.from - width, to: query.from };
  const old = store.spans.filter((span) => inRange(span, before)).filter(isCall);
  const oldCount = new Set(old.map((span) => span.conversationId)).size;
  const oldTotal = total(old);
  const tokens = tokensOf(calls);
  const messages = spans
    .flatMap((span) => span.messages)
    .filter((message) => message.role !== 'system');
  const whole = total(calls);
  return {
    ...query,
    conversations: {
      count: groups.size,
      messages: messages.length,
      messagesApproximate: true,
      messagesPerConversation: groups.size ? messages.length / groups.size : null,
    },
    conversationCost: {
      average: money(costs.length ? sum(costs) / costs.length : null),
      p95: money(percentile(costs, 0.95)),
      pricedConversations: costs.length,
      unpricedCalls: unpricedOf(calls),
    },
    latency: {
      calls: calls.length,
      p50Ms: percentile(latency, 0.5),
      p90Ms: percentile(latency, 0.9),
      p95Ms: percentile(latency, 0.95),
      p99Ms: percentile(latency, 0.99),
    },
    cost: {
      total: money(whole),
      input: money(whole === null ? null : whole * 0.6),
      output: money(whole === null ? null : whole * 0.4),
      pricedCalls: calls.length - unpricedOf(calls),
      unpricedCalls: unpricedOf(calls),
      billed: null,
      book: money(whole),
      estimated: null,
    },
    tokens: {
      ...tokens,
      cacheRead: 0,
      cacheWrite: 0,
      reasoning: 0,
      callsWithoutUsage: errors.length,
    },
    spans: {
      llm: calls.length,
      genAi: spans.filter((span) => span.spanKind !== 'other').length,
      all: spans.length,
      calls: calls.length,
    },
    success: {
      calls: calls.length,
      errors: errors.length,
      successRate: calls.length ? 1 - errors.length / calls.length : null,
      errorRate: calls.length ? errors.length / calls.length : null,
    },
    models,
    modelCount: models.length,
    providerCount: new Set(models.map((model) => model.provider)).size,
    errors: [...groupBy(errors, (span) => span.failure?.type ?? '')].map(([type, of]) => ({
      type,
      calls: of.length,
    })),
    unpriced: models
      .filter((model) => model.unpricedCalls)
      .map((model) => ({
        model: model.model,
        provider: model.provider,
        calls: model.unpricedCalls,
        tokens: model.inputTokens + model.outputTokens,
        firstSeen: query.from,
        lastSeen: query.to,
      })),
    series: { stepMs, points },
    previous: old.length
      ? {
          from: before.from,
          to: before.to,
          conversations: oldCount,
          averageConversationCost: money(oldTotal === null ? null : oldTotal / oldCount),
          totalCost: money(oldTotal),
          tokens: tokensOf(old).total,
          spans: old.length,
          successRate: 1 - old.filter((span) => span.status === 'error').length / old.length,
          p95Ms: percentile(
            old.map((span) => span.durationMs),
            0.95,
          ),
        }
      : null,
  };
}

/** One model was charged by a gateway, a little above the book. */
export function costSources(store: FakeStore, query: Query): CostSources {
  const { models } = overview(store, query);
  return {
    ...query,
    models: models.map((model, index) => {
      const book = model.cost;
      const charged = index === 0 && book !== null;
      const amount = Number(book?.amount ?? 0);
      const none: CostComparison = {
        calls: 0,
        reported: null,
        comparedCalls: 0,
        comparedReported: null,
        comparedBook: null,
        difference: null,
        differenceShare: null,
      };
      return {
        model: model.model,
        provider: model.provider,
        calls: model.calls,
        unpricedCalls: model.unpricedCalls,
        book,
        billed: charged
          ? {
              calls: model.calls,
              reported: money(amount * 1.055),
              comparedCalls: model.calls,
              comparedReported: money(amount * 1.055),
              comparedBook: book,
              difference: money(amount * 0.055),
              differenceShare: 0.055,
            }
          : none,
        estimated: none,
      };
    }),
  };
}

function figures(id: string, spans: Fake[]): ConversationRow {
  const calls = spans.filter(isCall);
  const turns = [...groupBy(spans, (span) => String(span.turn)).values()];
  const cost = total(calls);
  const messages = spans.flatMap((span) => span.messages);
  const title = messages.find((message) => message.role === 'user')?.parts[0]?.content;
  return {
    id,
    title: typeof title === 'string' ? title.slice(0, 160) : null,
    user: spans[0]?.user ?? null,
    environments: distinct(spans.map((span) => span.environment)),
    firstActivity: Math.min(...spans.map((span) => span.start)),
    lastActivity: Math.max(...spans.map((span) => span.start + span.durationMs)),
    turns: turns.length,
    calls: calls.length,
    toolCalls: spans.filter((span) => span.toolCall).length,
    messages: messages.length || turns.length * 2,
    messagesApproximate: messages.length === 0,
    tokens: tokensOf(calls),
    cost: money(cost),
    costSource: cost === null ? null : 'book',
    unpricedCalls: unpricedOf(calls),
    durationMs: sum(
      turns.map(
        (of) =>
          Math.max(...of.map((span) => span.start + span.durationMs)) -
          Math.min(...of.map((span) => span.start)),
      ),
    ),
    models: distinct(calls.map((span) => span.model)),
    errors: calls.filter((span) => span.status === 'error').length,
    agents: distinct(spans.map((span) => span.agent)),
    workflowTypes: [],
    category: spans[0]?.category ?? null,
  };
}

export function conversations(store: FakeStore, query: Query, params: URLSearchParams) {
  const groups = groupBy(
    store.spans.filter((span) => inRange(span, query) && span.conversationId),
    (span) => span.conversationId ?? '',
  );
  let rows = [...groups].map(([id, spans]) => figures(id, spans));
  const q = params.get('q')?.toLowerCase();
  const user = params.get('user');
  const model = params.get('model');
  rows = rows.filter(
    (row) =>
      row.calls > 0 &&
      (!q || `${row.id} ${row.user} ${row.title}`.toLowerCase().includes(q)) &&
      (!user || row.user === user) &&
      (!model || row.models.includes(model)) &&
      (!params.has('errors') || row.errors > 0) &&
      (!params.has('unpriced') || row.unpricedCalls > 0),
  );
  const keys: Record<string, (row: ConversationRow) => number> = {
    lastActivity: (row) => row.lastActivity,
    cost: (row) => Number(row.cost?.amount ?? -1),
    tokens: (row) => row.tokens.total ?? 0,
    duration: (row) => row.durationMs,
    turns: (row) => row.turns,
    errors: (row) => row.errors,
  };
  const page = sorted(rows, keys[params.get('sort') ?? ''] ?? ((row) => row.lastActivity), params);
  return { total: rows.length, conversations: page };
}

function sorted<T>(rows: T[], key: (row: T) => number, params: URLSearchParams): T[] {
  const sign = params.get('order') === 'asc' ? 1 : -1;
  const offset = Number(params.get('offset') ?? 0);
  return [...rows]
    .sort((a, b) => (key(a) - key(b)) * sign)
    .slice(offset, offset + Number(params.get('limit') ?? 50));
}

export function conversation(store: FakeStore, query: Query, id: string): Conversation | null {
  const spans = store.spans.filter((span) => span.conversationId === id);
  if (spans.length === 0) return null;
  const row = figures(id, spans);
  const turns = [...groupBy(spans, (span) => String(span.turn)).values()].map((of): Turn => {
    const own = figures(id, of);
    const start = own.firstActivity;
    const bad = of.filter((span) => span.status === 'error');
    const request = store.spans.find(
      (span) => span.traceId === of[0]?.traceId && span.otelKind === 'server',
    );
    const steps = of.map(
      (span): Step => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        depth: span.depth - 1,
        kind: span.kind,
        name: span.name,
        model: span.model,
        agent: span.agent,
        tool: span.toolCall,
        approval: approvalOf(span),
        repetition: span.toolCall ? 1 : null,
        start: span.start,
        durationMs: span.durationMs,
        status: span.status,
        failure: span.failure,
        tokens: span.tokens,
        cost: span.cost,
        role: span.role,
        counted: span.counted,
        seenBy: span.seenBy,
      }),
    );
    return {
      number: of[0]?.turn ?? 0,
      automatic: true,
      inRange: of.some((span) => isCall(span) && inRange(span, query)),
      start,
      durationMs: own.durationMs,
      traceIds: distinct(of.map((span) => span.traceId)),
      user: own.user,
      environment: of[0]?.environment ?? null,
      status: bad.length ? 'error' : 'ok',
      failures: bad.map((span) => ({
        type: span.failure?.type ?? null,
        message: span.failure?.message ?? null,
        traceId: span.traceId,
        spanId: span.spanId,
      })),
      tokens: own.tokens,
      cost: own.cost,
      costSource: own.costSource,
      unpricedCalls: own.unpricedCalls,
      calls: own.calls,
      models: own.models,
      agents: own.agents,
      workflow: null,
      category: own.category,
      request: request
        ? {
            traceId: request.traceId,
            spanId: request.spanId,
            name: request.name,
            otelKind: 'server',
          }
        : null,
      messages: of.flatMap((span) => span.messages),
      repeated: sum(of.map((span) => span.repeated)),
      contentCaptured: of.some((span) => span.messages.length > 0),
      scores: scoresOfTurn(
        of[0]?.turn ?? 0,
        start,
        of.find((span) => span.kind === 'model_call'),
      ),
      tools: toolsOf(steps, of[0]?.turn ?? 0),
      steps,
    };
  });
  return {
    id,
    user: row.user,
    environments: row.environments,
    firstActivity: row.firstActivity,
    lastActivity: row.lastActivity,
    turnsTotal: turns.length,
    turnsInRange: turns.filter((turn) => turn.inRange).length,
    totals: row,
    scores:
      turns.length % 2 === 0
        ? [
            score({
              id: `case-${id}`,
              time: row.lastActivity,
              name: 'resolved',
              label: 'no',
              explanation: 'The case was opened again two days later.',
              evaluator: 'support-desk',
              conversationId: id,
            }),
          ]
        : [],
    tools: sumOfTools(turns),
    turns,
  };
}

const plain = ({ messages: _m, repeated: _r, toolCall: _t, cents: _c, ...row }: Fake): TraceSpan =>
  row;

export function spanList(store: FakeStore, query: Query, params: URLSearchParams) {
  const kinds = (params.get('spanKind') ?? 'llm').split(',');
  const inside = store.spans.filter((span) => inRange(span, query));
  const found = inside.filter(
    (span) =>
      kinds.includes(span.spanKind) &&
      (!params.get('category') || span.category === params.get('category')) &&
      (!params.get('status') || (span.status === 'error') === (params.get('status') === 'error')) &&
      (!params.get('model') || span.model === params.get('model')) &&
      (!params.get('user') || span.user === params.get('user')) &&
      (!params.get('conversation') || span.conversationId === params.get('conversation')) &&
      (!params.get('errorType') || span.failure?.type === params.get('errorType')) &&
      (!params.get('q') || span.name.includes(params.get('q') ?? '')) &&
      (!params.has('unpriced') || (span.tokens !== null && span.cents === null)) &&
      span.durationMs >= Number(params.get('minDurationMs') ?? 0),
  );
  const keys: Record<string, (span: Fake) => number> = {
    start: (span) => span.start,
    duration: (span) => span.durationMs,
    cost: (span) => span.cents ?? -1,
    tokens: (span) => span.tokens?.total ?? -1,
  };
  return {
    total: found.length,
    categories: distinct(inside.map((span) => span.category)).sort(),
    spans: sorted(found, keys[params.get('sort') ?? ''] ?? ((span) => span.start), params).map(
      plain,
    ) as SpanRow[],
  };
}

export function trace(store: FakeStore, traceId: string) {
  const spans = store.spans.filter((span) => span.traceId === traceId);
  if (spans.length === 0) return null;
  const start = Math.min(...spans.map((span) => span.start));
  return {
    traceId,
    start,
    durationMs: Math.max(...spans.map((span) => span.start + span.durationMs)) - start,
    services: distinct(spans.map((span) => span.service)),
    errors: spans.filter((span) => span.status === 'error').length,
    tokens: tokensOf(spans),
    cost: money(total(spans.filter(isCall))),
    unpricedCalls: unpricedOf(spans),
    conversationIds: distinct(spans.map((span) => span.conversationId)),
    scores: [],
    userIds: distinct(spans.map((span) => span.user)),
    spans: spans.map(plain),
  };
}

export function span(store: FakeStore, traceId: string, spanId: string): SpanDetail | null {
  const found = store.spans.find((one) => one.traceId === traceId && one.spanId === spanId);
  if (!found) return null;
  const of = (direction: string, system: boolean) =>
    found.messages.filter(
      (message) => message.direction === direction && (message.role === 'system') === system,
    );
  return {
    ...plain(found),
    resource: {
      'service.name': 'support-desk',
      'deployment.environment.name': found.environment,
      'telemetry.sdk.language': 'java',
    },
    scope: { name: found.scope, version: '0.1.0' },
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': found.model,
      'gen_ai.usage.input_tokens': found.tokens?.input ?? null,
      'gen_ai.request.temperature': 0.2,
      'user.category': found.category,
    },
    events: found.failure
      ? [
          {
            name: 'exception',
            time: found.start + found.durationMs,
            attributes: {
              'exception.type': found.failure.type,
              'exception.message': found.failure.message,
            },
          },
        ]
      : [],
    links: [],
    system: of('input', true),
    input: of('input', false),
    output: of('output', false),
    tool: found.toolCall,
    usage: found.tokens
      ? {
          inputUncached: found.tokens.input,
          cacheRead: 0,
          cacheWrite: null,
          output: found.tokens.output,
          reasoning: null,
          audioInput: null,
          audioOutput: null,
        }
      : null,
    finishReasons: ['stop'],
    responseId: 'chatcmpl-1',
    serviceTier: null,
    requestModel: found.model,
    responseModel: found.model,
    dialect: 'otel',
    droppedAttributes: 0,
    costReported: null,
    costBook: found.cost,
    scores: found.turn === 2 ? scoresOfTurn(2, found.start, found) : [],
  };
}
