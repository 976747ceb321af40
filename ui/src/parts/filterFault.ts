import { ApiError } from '../api/client.ts';

/** What is wrong with a filter, and where: the number of the character, from 1. */
export interface FilterFault {
  position: number | null;
  message: string;
}

const PREFIX = /^parameter (?:filter|by): /;
const PLACE = /^at character (\d+): /;

/** The fault that a refusal tells of; null when it is about something else. */
export function filterFault(error: unknown): FilterFault | null {
  if (!(error instanceof ApiError) || error.code !== 'bad_request' || !PREFIX.test(error.message)) {
    return null;
  }
  const message = error.message.replace(PREFIX, '');
  const place = PLACE.exec(message);
  return {
    position: place ? Number(place[1]) : null,
    message: message.replace(PLACE, ''),
  };
}

/** The text around a character: what comes before its word, the word, and what comes after. */
export function wordAt(text: string, position: number) {
  const at = Math.min(Math.max(position - 1, 0), text.length);
  const word = /^(?:"[^"]*"?|'[^']*'?|[^\s()]+|.)?/.exec(text.slice(at))?.[0] ?? '';
  return { before: text.slice(0, at), word, after: text.slice(at + word.length) };
}
