import {
  keepPreviousData,
  type QueryKey,
  type UseQueryResult,
  useQuery,
} from '@tanstack/react-query';
import { formatBound, isRelative, resolve } from '../state/timeRange.ts';
import type { Filters, Scope } from '../state/urlState.ts';
import { addressOf, getJson } from './client.ts';
import { learnServerTime, serverNow } from './clock.ts';
import type {
  Conversation,
  ConversationList,
  CostSources,
  Environment,
  Explanation,
  GroupList,
  Overview,
  ServerStatus,
  SpanDetail,
  SpanList,
  Trace,
  WorkflowList,
} from './types.ts';

/** A relative range loses what grows too old even when nothing new arrives. */
const SLIDE_MS = 30_000;

/** The key names the range as the URL does, so that a moving range stays one query. */
function scopeKey(scope: Scope): QueryKey {
  return [formatBound(scope.range.from), formatBound(scope.range.to), scope.environment ?? null];
}

function scopeParams(scope: Scope): Filters {
  const { from, to } = resolve(scope.range, serverNow());
  return { from, to, environment: scope.environment };
}

/** Asks for what has costs in it, at the prices that are chosen. */
function usePriced<T>(path: string, scope: Scope, filters: Filters = {}): UseQueryResult<T> {
  return useScoped(path, scope, { ...filters, prices: scope.prices });
}

function useScoped<T>(path: string, scope: Scope, filters: Filters = {}): UseQueryResult<T> {
  return useQuery({
    queryKey: [path, ...scopeKey(scope), filters],
    queryFn: ({ signal }) => getJson<T>(path, { ...scopeParams(scope), ...filters }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: isRelative(scope.range) ? SLIDE_MS : false,
  });
}

export function useStatus(): UseQueryResult<ServerStatus> {
  return useQuery({ queryKey: ['/status'], queryFn: ({ signal }) => fetchStatus(signal) });
}

export async function fetchStatus(signal?: AbortSignal): Promise<ServerStatus> {
  const status = await getJson<ServerStatus>('/status', {}, signal);
  learnServerTime(status.now);
  return status;
}

export function useEnvironments(scope: Scope): UseQueryResult<{ environments: Environment[] }> {
  return useScoped('/environments', { ...scope, environment: undefined });
}

export function useOverview(scope: Scope): UseQueryResult<Overview> {
  return usePriced('/overview', scope);
}

/** What was billed and estimated beside the book; whatever prices are chosen. */
export function useCostSources(scope: Scope): UseQueryResult<CostSources> {
  return useScoped('/cost-sources', scope);
}

export function useConversations(scope: Scope, filters: Filters): UseQueryResult<ConversationList> {
  return usePriced('/conversations', scope, filters);
}

export function useConversation(id: string, scope: Scope): UseQueryResult<Conversation> {
  return usePriced('/conversation', scope, { id });
}

export function useSpans(scope: Scope, filters: Filters): UseQueryResult<SpanList> {
  return usePriced('/traces', scope, filters);
}

export function useWorkflows(scope: Scope, filters: Filters): UseQueryResult<WorkflowList> {
  return usePriced('/workflows', scope, filters);
}

export function useGroups(scope: Scope, filters: Filters): UseQueryResult<GroupList> {
  return usePriced('/groups', scope, filters);
}

/** Where the same answer is had as a file. */
export function fileAddress(path: string, scope: Scope, filters: Filters): string {
  return addressOf(path, {
    ...scopeParams(scope),
    prices: scope.prices,
    ...filters,
    format: 'csv',
  });
}

export function useTrace(traceId: string, { prices }: Scope): UseQueryResult<Trace> {
  return useQuery({
    queryKey: ['/traces', traceId, { prices }],
    queryFn: ({ signal }) =>
      getJson<Trace>(`/traces/${encodeURIComponent(traceId)}`, { prices }, signal),
  });
}

export function useSpan(
  traceId: string,
  spanId: string,
  { prices }: Scope,
): UseQueryResult<SpanDetail> {
  return useQuery({
    queryKey: ['/traces', traceId, spanId, { prices }],
    queryFn: ({ signal }) =>
      getJson<SpanDetail>(
        `/traces/${encodeURIComponent(traceId)}/spans/${encodeURIComponent(spanId)}`,
        { prices },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

export function useExplanation(traceId: string, spanId: string): UseQueryResult<Explanation> {
  return useQuery({
    queryKey: ['/traces', traceId, spanId, 'explanation'],
    queryFn: ({ signal }) =>
      getJson<Explanation>(
        `/traces/${encodeURIComponent(traceId)}/spans/${encodeURIComponent(spanId)}/explanation`,
        {},
        signal,
      ),
  });
}
