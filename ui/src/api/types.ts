/**
 * The JSON API's answers (`/api/v1/parley`). Times are epoch milliseconds, durations milliseconds;
 * what is unknown is null, never 0.
 */

/** An exact decimal string, without exponent. */
export interface Money {
  amount: string;
  currency: string;
}

export type CostSource = 'billed' | 'book' | 'estimated' | 'mixed';
export type Status = 'ok' | 'error' | 'unset';
/** Where in its trace an id of a span was found. */
export type IdSource = 'own' | 'ancestor' | 'descendant' | 'trace';
export type UsageRole = 'own' | 'aggregate' | 'duplicate' | 'none';

export interface Tokens {
  total: number | null;
  input: number | null;
  output: number | null;
}

export interface Failure {
  type: string | null;
  message: string | null;
}

export interface ServerStatus {
  version: string;
  now: number;
  revision: number;
  spans: number;
  genAiSpans: number;
  firstSpanAt: number | null;
  lastSpanAt: number | null;
  lastReceivedAt: number | null;
  logs: number;
  metricPoints: number;
  endpoints: string[];
  ingest: { accepted: number; duplicates: number; rejected: number; queued: number };
  /** What was taken out of incoming data; one for each rule that is on. */
  redactions: { rule: string; count: number }[];
  checks: {
    receiver: boolean;
    anySpan: boolean;
    genAiSpan: boolean;
    genAiSpanWithModelAndTokens: boolean;
  };
  /** Who asks: whose data is shown, and whether a login can be ended. */
  viewer: { project: string; login: boolean };
}

export interface Environment {
  /** Null: spans that name none. */
  name: string | null;
  spans: number;
}

export interface ModelFigures {
  model: string | null;
  provider: string | null;
  calls: number;
  share: number;
  errors: number;
  errorRate: number;
  p50Ms: number | null;
  p95Ms: number | null;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  tokensPerCall: number | null;
  cost: Money | null;
  costPerCall: Money | null;
  costPer1kTokens: Money | null;
  unpricedCalls: number;
  conversations: number;
}

export interface SeriesPoint {
  time: number;
  calls: number;
  errors: number;
  inputTokens: number;
  outputTokens: number;
  conversations: number;
  spans: number;
  cost: Money | null;
  p50Ms: number | null;
  p95Ms: number | null;
}

export interface Overview {
  from: number;
  to: number;
  environment: string | null;
  conversations: {
    count: number;
    messages: number;
    messagesApproximate: boolean;
    messagesPerConversation: number | null;
  };
  conversationCost: {
    average: Money | null;
    p95: Money | null;
    pricedConversations: number;
    unpricedCalls: number;
  };
  latency: {
    calls: number;
    p50Ms: number | null;
    p90Ms: number | null;
    p95Ms: number | null;
    p99Ms: number | null;
  };
  cost: {
    total: Money | null;
    input: Money | null;
    output: Money | null;
    pricedCalls: number;
    unpricedCalls: number;
    billed: Money | null;
    book: Money | null;
    estimated: Money | null;
  };
  tokens: {
    total: number;
    input: number;
    output: number;
    cacheRead: number;
    cacheWrite: number;
    reasoning: number;
    callsWithoutUsage: number;
  };
  spans: { llm: number; genAi: number; all: number; calls: number };
  success: {
    calls: number;
    errors: number;
    successRate: number | null;
    errorRate: number | null;
  };
  models: ModelFigures[];
  modelCount: number;
  providerCount: number;
  errors: { type: string | null; calls: number }[];
  unpriced: {
    model: string | null;
    provider: string | null;
    calls: number;
    tokens: number;
    firstSeen: number;
    lastSeen: number;
  }[];
  series: { stepMs: number; points: SeriesPoint[] };
  previous: {
    from: number;
    to: number;
    conversations: number;
    averageConversationCost: Money | null;
    totalCost: Money | null;
    tokens: number;
    spans: number;
    successRate: number | null;
    p95Ms: number | null;
  } | null;
}

/** What came along with spans, beside what the price book says of the same calls. */
export interface CostComparison {
  calls: number;
  reported: Money | null;
  comparedCalls: number;
  comparedReported: Money | null;
  comparedBook: Money | null;
  difference: Money | null;
  differenceShare: number | null;
}

export interface CostSources {
  from: number;
  to: number;
  environment: string | null;
  models: {
    model: string | null;
    provider: string | null;
    calls: number;
    unpricedCalls: number;
    book: Money | null;
    billed: CostComparison;
    estimated: CostComparison;
  }[];
}

/** What a conversation adds up to; a list row and the head of the Flow share it. */
export interface ConversationFigures {
  title: string | null;
  turns: number;
  calls: number;
  toolCalls: number;
  messages: number;
  messagesApproximate: boolean;
  tokens: Tokens;
  cost: Money | null;
  costSource: CostSource | null;
  unpricedCalls: number;
  durationMs: number;
  models: string[];
  errors: number;
  agents: string[];
  workflowTypes: string[];
  category: string | null;
}

export interface ConversationRow extends ConversationFigures {
  id: string;
  user: string | null;
  environments: string[];
  firstActivity: number;
  lastActivity: number;
}

export interface ConversationList {
  total: number;
  conversations: ConversationRow[];
}

/** A part of a message as the GenAI conventions write it; unknown types keep their own keys. */
export interface MessagePart {
  type: string;
  [key: string]: unknown;
}

export interface Message {
  role: string;
  parts: MessagePart[];
  name: string | null;
}

export interface TurnMessage extends Message {
  hash: string;
  spanId: string;
  traceId: string;
  time: number;
  direction: 'input' | 'output';
  model: string | null;
  finishReason: string | null;
}

/** What somebody or something thinks of a span, an answer, a turn, a conversation or a trace. */
export interface Score {
  id: string;
  time: number;
  name: string;
  value: number | null;
  label: string | null;
  explanation: string | null;
  source: 'api' | 'log' | 'span';
  evaluator: string | null;
  traceId: string | null;
  spanId: string | null;
  conversationId: string | null;
  turn: number | null;
  responseId: string | null;
}

export interface Approval {
  decision: 'approved' | 'refused';
  by: string | null;
  at: string | null;
  reason: string | null;
  waitMs: number | null;
}

/** What became of one tool. */
export interface ToolUse {
  name: string;
  offered: boolean;
  asked: number;
  runs: number;
  failed: number;
  approved: number;
  refused: number;
  /** How often it was called with the same arguments at most; 0 where none are captured. */
  repeated: number;
}

export interface ToolCall {
  name: string | null;
  callId: string | null;
  arguments: unknown;
  result: unknown;
}

export interface Step {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  depth: number;
  kind: string;
  name: string;
  model: string | null;
  agent: string | null;
  tool: ToolCall | null;
  approval: Approval | null;
  /** The how manieth run of the tool with the same arguments in the turn. */
  repetition: number | null;
  start: number;
  durationMs: number;
  status: Status;
  failure: Failure | null;
  tokens: Tokens | null;
  cost: Money | null;
  role: UsageRole;
  /** Whether the figures count it as a call. */
  counted: boolean;
  /** How many spans tell of the same call or the same run of a tool. */
  seenBy: number;
}

export interface RequestSpan {
  traceId: string;
  spanId: string;
  name: string;
  otelKind: string;
}

export interface Turn {
  number: number;
  automatic: boolean;
  inRange: boolean;
  start: number;
  durationMs: number;
  traceIds: string[];
  user: string | null;
  environment: string | null;
  status: Status;
  failures: (Failure & { traceId: string; spanId: string })[];
  tokens: Tokens;
  cost: Money | null;
  costSource: CostSource | null;
  unpricedCalls: number;
  calls: number;
  models: string[];
  agents: string[];
  workflow: { id: string | null; type: string | null } | null;
  category: string | null;
  request: RequestSpan | null;
  messages: TurnMessage[];
  repeated: number;
  contentCaptured: boolean;
  scores: Score[];
  tools: ToolUse[];
  steps: Step[];
}

export interface Conversation {
  id: string;
  user: string | null;
  environments: string[];
  firstActivity: number;
  lastActivity: number;
  turnsTotal: number;
  turnsInRange: number;
  /** There are more spans than were read. */
  truncated?: boolean;
  totals: ConversationFigures;
  scores: Score[];
  tools: ToolUse[];
  turns: Turn[];
}

export interface SpanRow {
  traceId: string;
  spanId: string;
  name: string;
  service: string | null;
  environment: string | null;
  kind: string;
  spanKind: string;
  category: string | null;
  start: number;
  durationMs: number;
  status: Status;
  failure: Failure | null;
  provider: string | null;
  model: string | null;
  tokens: Tokens | null;
  cost: Money | null;
  costSource: CostSource | null;
  role: UsageRole;
  conversationId: string | null;
  turn: number | null;
  user: string | null;
  agent: string | null;
  tool: string | null;
  timeToFirstTokenMs: number | null;
  /** Whether the figures count it as a call. */
  counted: boolean;
  /** How many spans tell of the same call or the same run of a tool. */
  seenBy: number;
  /** The span that counts for it. */
  duplicateOf: string | null;
  conversationSource: IdSource | null;
  userSource: IdSource | null;
}

export interface SpanList {
  total: number;
  categories: string[];
  spans: SpanRow[];
}

export interface TraceSpan extends SpanRow {
  parentSpanId: string | null;
  otelKind: string;
  depth: number;
  scope: string | null;
  orphan: boolean;
}

export interface Trace {
  traceId: string;
  start: number;
  durationMs: number;
  services: string[];
  errors: number;
  tokens: Tokens | null;
  cost: Money | null;
  unpricedCalls: number;
  conversationIds: string[];
  userIds: string[];
  /** There are more spans than these. */
  truncated?: boolean;
  scores: Score[];
  spans: TraceSpan[];
}

export type Attributes = Record<string, unknown>;

export interface SpanDetail extends Omit<SpanRow, 'tool'> {
  parentSpanId?: string | null;
  resource: Attributes | null;
  scope: { name: string | null; version: string | null } | null;
  attributes: Attributes | null;
  events: { name: string | null; time: number | null; attributes: Attributes | null }[];
  links: { traceId: string; spanId: string; attributes: Attributes | null }[] | null;
  system: Message[];
  input: Message[];
  output: Message[];
  tool: ToolCall | null;
  usage: {
    inputUncached: number | null;
    cacheRead: number | null;
    cacheWrite: number | null;
    output: number | null;
    reasoning: number | null;
    audioInput: number | null;
    audioOutput: number | null;
  } | null;
  finishReasons: string[];
  responseId: string | null;
  serviceTier: string | null;
  requestModel: string | null;
  responseModel: string | null;
  dialect: string | null;
  droppedAttributes: number;
  costReported: Money | null;
  costBook: Money | null;
  scores: Score[];
}

/** Why a span reads as it does. */
export interface Explanation {
  dialect: string;
  recognisedBy: string;
  rules: { field: string; value: string; source: string; note: string | null }[];
}

/** A workflow with a span in the range. */
export interface WorkflowRow {
  id: string;
  types: string[];
  environments: string[];
  firstActivity: number;
  lastActivity: number;
  conversations: number;
  spans: number;
  calls: number;
  toolCalls: number;
  errors: number;
  tokens: Tokens;
  cost: Money | null;
  costSource: CostSource | null;
  unpricedCalls: number;
  models: string[];
}

export interface WorkflowList {
  total: number;
  workflows: WorkflowRow[];
}

export interface GroupRow {
  key: { field: string; value: string | null }[];
  spans: number;
  calls: number;
  errors: number;
  errorRate: number | null;
  conversations: number;
  workflows: number;
  tokens: Tokens;
  cost: Money | null;
  costSource: CostSource | null;
  unpricedCalls: number;
  costPerCall: Money | null;
  costPerConversation: Money | null;
  costPerWorkflow: Money | null;
  p50Ms: number | null;
  p95Ms: number | null;
}

/** What spans add up to by what they share. */
export interface GroupList {
  by: string[];
  of: 'calls' | 'tools' | 'spans';
  total: number;
  cost: Money | null;
  costSource: CostSource | null;
  unpricedCalls: number;
  groups: GroupRow[];
}
