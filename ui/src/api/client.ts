import type { Filters } from '../state/urlState.ts';

const BASE = '/api/v1/parley';

/** The server's refusal, or the lack of a server (status 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

/** The address of an answer; null and undefined leave a parameter out. */
export function addressOf(path: string, params: Filters): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (value !== null && value !== undefined) query.set(key, String(value));
  }
  return `${BASE}${path}${query.size ? `?${query}` : ''}`;
}

export async function getJson<T>(path: string, params: Filters, signal?: AbortSignal): Promise<T> {
  const address = addressOf(path, params);
  const response = await fetch(address, {
    headers: { Accept: 'application/json' },
    ...(signal ? { signal } : {}),
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ApiError(0, 'unreachable', 'The server does not answer. Is it running?');
  });
  if (response.status === 401) goToLogin();
  if (!response.ok) throw await refusal(response);
  try {
    return (await response.json()) as T;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError(response.status, 'not_json', `The answer to ${address} is not JSON.`);
  }
}

/** The login has ended, or there was none; the page comes back to where it was. */
function goToLogin(): void {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/login?${new URLSearchParams({ next: here })}`);
}

async function refusal(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const error = (body as { error?: { code?: unknown; message?: unknown } } | null)?.error;
  return new ApiError(
    response.status,
    typeof error?.code === 'string' ? error.code : 'unknown',
    typeof error?.message === 'string'
      ? error.message
      : `The server answered ${response.status} ${response.statusText}.`,
  );
}

export const CHANGES_PATH = `${BASE}/changes`;
