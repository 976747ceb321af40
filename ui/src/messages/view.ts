/**
 * Turns the messages of a turn or a span into what a reader sees: prompts, answers, reasoning, and
 * tool calls joined with their results. Everything is text; nothing of it is ever markup.
 */
import type { Message, MessagePart, TurnMessage } from '../api/types.ts';

export type Shown =
  | { kind: 'text'; key: string; role: string; name: string | null; text: string; message: Source }
  | { kind: 'reasoning'; key: string; text: string }
  | {
      kind: 'tool';
      key: string;
      name: string;
      id: string | null;
      args: string | null;
      result: string | null;
    }
  | { kind: 'other'; key: string; type: string; text: string };

/** What is known beyond the words; a span's own messages know nothing more. */
export type Source = Message & Partial<TurnMessage>;

export function viewOf(messages: Source[]): Shown[] {
  const shown: Shown[] = [];
  const waiting = new Map<string, Extract<Shown, { kind: 'tool' }>>();
  messages.forEach((message, at) => {
    partsOf(message).forEach((part, index) => {
      const key = `${message.hash ?? ''}${at}.${index}`;
      if (part.type === 'tool_call_response') {
        const id = text(part.id);
        const call = id === null ? undefined : waiting.get(id);
        const result = display(part.response ?? part.result ?? part.content);
        if (call && call.result === null) call.result = result;
        else
          shown.push({ kind: 'tool', key, name: message.name ?? 'tool', id, args: null, result });
        return;
      }
      const item = viewOfPart(part, message, key);
      if (item.kind === 'tool' && item.id !== null) waiting.set(item.id, item);
      shown.push(item);
    });
  });
  return shown.filter((item) => item.kind !== 'text' || item.text.trim() !== '');
}

/** What an emitter sent as parts may be anything: text stands for itself, the rest is left out. */
export function partsOf(message: Source): MessagePart[] {
  const parts: unknown = message.parts;
  const list = Array.isArray(parts) ? parts : [parts];
  return list.flatMap((part: unknown) => {
    if (typeof part === 'string') return [{ type: 'text', content: part }];
    return typeof part === 'object' && part !== null ? [{ type: 'other', ...part }] : [];
  });
}

function viewOfPart(part: MessagePart, message: Source, key: string): Shown {
  switch (part.type) {
    case 'text':
      return {
        kind: 'text',
        key,
        role: message.role,
        name: message.name,
        text: display(part.content) ?? '',
        message,
      };
    case 'reasoning':
    case 'thinking':
      return { kind: 'reasoning', key, text: display(part.content) ?? '' };
    case 'tool_call':
      return {
        kind: 'tool',
        key,
        name: text(part.name) ?? 'tool',
        id: text(part.id),
        args: display(part.arguments),
        result: null,
      };
    default: {
      const { type, ...rest } = part;
      return { kind: 'other', key, type, text: display(rest) ?? '' };
    }
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Text as it is, JSON laid out; text that holds a JSON object or list is laid out as well. */
export function display(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string') return layOut(value);
  if (/^\s*[[{]/.test(value)) {
    try {
      return layOut(JSON.parse(value));
    } catch {
      // Cut or malformed: shown as it came.
    }
  }
  return value;
}

const ONE_LINE = 72;

/** JSON on one line where it fits, else indented. */
function layOut(value: unknown): string {
  const indented = JSON.stringify(value, null, 2);
  // Line breaks inside of strings are escaped: these are all of the layout's own.
  const line = indented.replace(/\n\s*/g, ' ');
  return line.length <= ONE_LINE ? line : indented;
}

/** Beyond this a browser grows slow; the rest can be had as a file. */
export const MAX_SHOWN = 150_000;

/** From here on a text is folded at first. */
export const LONG = 3_000;
