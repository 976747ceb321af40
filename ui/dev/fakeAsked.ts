/** Made-up scores, uses of tools, workflows and groups. For `npm run dev` only. */
import type {
  Approval,
  GroupList,
  Score,
  SpanRow,
  Step,
  ToolUse,
  WorkflowList,
} from '../src/api/types.ts';

export function score(of: Partial<Score> & { id: string; time: number; name: string }): Score {
  return {
    value: null,
    label: null,
    explanation: null,
    source: 'api',
    evaluator: null,
    traceId: null,
    spanId: null,
    conversationId: null,
    turn: null,
    responseId: null,
    ...of,
  };
}

/** Every third turn is rated by a judge, every fifth by its user. */
export function scoresOfTurn(number: number, start: number, span: SpanRow | undefined): Score[] {
  const scores: Score[] = [];
  if (number % 3 === 2) {
    scores.push(
      score({
        id: `judge-${start}`,
        time: start + 60_000,
        name: 'helpfulness',
        value: 0.35,
        explanation:
          'The answer repeats the question and names no date; the customer still does not know when the parcel comes.',
        evaluator: 'judge-gpt-4o',
        traceId: span?.traceId ?? null,
        spanId: span?.spanId ?? null,
      }),
    );
  }
  if (number % 5 === 2) {
    scores.push(
      score({
        id: `user-${start}`,
        time: start + 90_000,
        name: 'user_feedback',
        value: 0,
        label: 'thumbs_down',
        evaluator: 'user_141',
        turn: number,
      }),
    );
  }
  return scores;
}

/** The second turn's tool was waited for; the others ran at once. */
export function approvalOf(step: { kind: string; turn: number | null }): Approval | null {
  return step.kind === 'tool_call' && step.turn === 2
    ? {
        decision: 'approved',
        by: 'alice',
        at: null,
        reason: 'within the limit for refunds',
        waitMs: 4_200,
      }
    : null;
}

export function toolsOf(steps: Step[], number: number): ToolUse[] {
  const runs = steps.filter((step) => step.tool);
  const names = [...new Set(runs.map((step) => step.tool?.name ?? 'tool'))];
  const used = names.map((name): ToolUse => {
    const own = runs.filter((step) => step.tool?.name === name);
    return {
      name,
      offered: true,
      asked: own.length,
      runs: own.length,
      failed: own.filter((step) => step.status === 'error').length,
      approved: own.filter((step) => step.approval).length,
      refused: 0,
      repeated: own.length > 0 ? 1 : 0,
    };
  });
  const idle: ToolUse = {
    name: 'refund_order',
    offered: true,
    asked: number === 3 ? 3 : 0,
    runs: number === 3 ? 2 : 0,
    failed: 0,
    approved: 0,
    refused: number === 3 ? 1 : 0,
    repeated: number === 3 ? 3 : 0,
  };
  return [...used, idle];
}

export function sumOfTools(turns: { tools: ToolUse[] }[]): ToolUse[] {
  const sum = new Map<string, ToolUse>();
  for (const use of turns.flatMap((turn) => turn.tools)) {
    const before = sum.get(use.name);
    sum.set(
      use.name,
      before
        ? {
            ...use,
            asked: before.asked + use.asked,
            runs: before.runs + use.runs,
            failed: before.failed + use.failed,
            approved: before.approved + use.approved,
            refused: before.refused + use.refused,
            repeated: Math.max(before.repeated, use.repeated),
          }
        : use,
    );
  }
  return [...sum.values()];
}

/** What the server says of the word "wrong" in a filter. */
export function refusalOf(params: URLSearchParams): string | null {
  for (const name of ['filter', 'by']) {
    const at = (params.get(name) ?? '').indexOf('wrong');
    if (at >= 0) {
      return `parameter ${name}: at character ${at + 1}: field wrong (expected: one of name, kind, operation, service, model, or an attribute's key, in quotes where it has no dot)`;
    }
  }
  return null;
}

type Priced = SpanRow & { cents: number | null };

export function groups(spans: Priced[], params: URLSearchParams): GroupList {
  const by = (params.get('by') ?? 'model').split(',');
  const calls = spans.filter((span) => span.kind === 'model_call');
  const fieldOf = (span: Priced, field: string): string | null => {
    const iso = new Date(span.start).toISOString();
    if (field === 'month') return iso.slice(0, 7);
    if (field === 'day' || field === 'week') return iso.slice(0, 10);
    if (field === 'user') return span.user;
    if (field === 'agent') return span.agent;
    if (field === 'custom.customer_id') return span.user ? `customer-${span.user.at(-1)}` : null;
    return field === 'model' ? span.model : span.environment;
  };
  const found = new Map<string, Priced[]>();
  for (const span of calls) {
    const key = by.map((field) => fieldOf(span, field) ?? '').join('\n');
    found.set(key, [...(found.get(key) ?? []), span]);
  }
  const dollars = (of: Priced[]) => {
    const cents = of.flatMap((span) => (span.cents === null ? [] : [span.cents]));
    return cents.length === 0
      ? null
      : {
          amount: cents.reduce((a, b) => a + b, 0).toFixed(8),
          currency: 'USD',
        };
  };
  const rows = [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  const unpriced = (of: Priced[]) => of.filter((span) => span.cents === null).length;
  return {
    by,
    of: 'calls',
    total: rows.length,
    cost: dollars(calls),
    costSource: 'book',
    unpricedCalls: unpriced(calls),
    groups: rows.slice(0, 50).map(([key, of]) => {
      const cost = dollars(of);
      const sum = (part: 'input' | 'output' | 'total') =>
        of.reduce((all, span) => all + (span.tokens?.[part] ?? 0), 0);
      return {
        key: by.map((field, index) => ({ field, value: key.split('\n')[index] || null })),
        spans: of.length,
        calls: of.length,
        errors: of.filter((span) => span.status === 'error').length,
        errorRate: 0,
        conversations: new Set(of.map((span) => span.conversationId)).size,
        workflows: 0,
        tokens: { total: sum('total'), input: sum('input'), output: sum('output') },
        cost,
        costSource: cost ? 'book' : null,
        unpricedCalls: unpriced(of),
        costPerCall: cost && {
          amount: (Number(cost.amount) / of.length).toFixed(8),
          currency: 'USD',
        },
        costPerConversation: null,
        costPerWorkflow: null,
        p50Ms: 1200,
        p95Ms: Math.max(...of.map((span) => span.durationMs)),
      };
    }),
  };
}

export function workflows(spans: Priced[]): WorkflowList {
  const types = ['refund', 'rag', 'triage'];
  const found = new Map<string, Priced[]>();
  for (const span of spans) {
    if (span.conversationId?.endsWith('1') && span.kind !== 'http') {
      const id = `${span.category ?? 'support'}-${span.conversationId.slice(-3)}`;
      found.set(id, [...(found.get(id) ?? []), span]);
    }
  }
  const rows = [...found.entries()];
  return {
    total: rows.length,
    workflows: rows.slice(0, 50).map(([id, of], index) => {
      const calls = of.filter((span) => span.kind === 'model_call');
      const cents = calls.reduce((all, span) => all + (span.cents ?? 0), 0);
      const sum = (part: 'input' | 'output' | 'total') =>
        of.reduce((all, span) => all + (span.tokens?.[part] ?? 0), 0);
      return {
        id,
        types: [types[index % types.length] as string],
        environments: [of[0]?.environment ?? 'production'],
        firstActivity: Math.min(...of.map((span) => span.start)),
        lastActivity: Math.max(...of.map((span) => span.start + span.durationMs)),
        conversations: new Set(of.map((span) => span.conversationId)).size,
        spans: of.length,
        calls: calls.length,
        toolCalls: of.filter((span) => span.kind === 'tool_call').length,
        errors: of.filter((span) => span.status === 'error').length,
        tokens: { total: sum('total'), input: sum('input'), output: sum('output') },
        cost: cents > 0 ? { amount: cents.toFixed(8), currency: 'USD' } : null,
        costSource: cents > 0 ? 'book' : null,
        unpricedCalls: calls.filter((span) => span.cents === null).length,
        models: [...new Set(calls.flatMap((span) => span.model ?? []))],
      };
    }),
  };
}
