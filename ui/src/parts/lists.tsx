import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { exact } from '../format/numbers.ts';
import { useUrlState } from '../state/urlState.ts';
import { filterFault } from './filterFault.ts';
import { Loaded } from './states.tsx';

export const PAGE_SIZE = 50;

/** Which page the URL asks for, from 1. */
export function usePage(): number {
  const page = Number(useUrlState().get('page') ?? 1);
  return Number.isInteger(page) && page > 0 ? page : 1;
}

export function Pager({ total, shown, what }: { total: number; shown: number; what: string }) {
  const url = useUrlState();
  const page = usePage();
  const first = (page - 1) * PAGE_SIZE + 1;
  const pages = Math.max(Math.ceil(total / PAGE_SIZE), 1);
  const turn = (next: number) => url.set({ page: next === 1 ? null : next }, false);
  return (
    <div className="pager">
      <span className="num" role="status" data-testid="list-total" data-value={total}>
        {shown === 0
          ? `none of ${exact(total)}`
          : `${exact(first)}–${exact(first + shown - 1)} of ${exact(total)}`}{' '}
        {what}
      </span>
      {pages > 1 && (
        <span className="row">
          <button
            type="button"
            className="button"
            disabled={page <= 1}
            onClick={() => turn(page - 1)}
          >
            Previous
          </button>
          <button
            type="button"
            className="button"
            disabled={page >= pages}
            onClick={() => turn(page + 1)}
          >
            Next
          </button>
        </span>
      )}
    </div>
  );
}

const TYPING_MS = 250;

/** A text filter: in the URL once the typing rests. Esc leaves it. */
export function SearchField({ name, label }: { name: string; label: string }) {
  const url = useUrlState();
  const inUrl = url.get(name) ?? '';
  const [text, setText] = useState(inUrl);
  useEffect(() => setText(inUrl), [inUrl]);
  const { set } = url;
  useEffect(() => {
    if (text === inUrl) return;
    const timer = setTimeout(() => set({ [name]: text, page: null }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, inUrl, name, set]);
  return (
    <input
      type="search"
      className="field search"
      data-filter={name === 'q' ? '' : undefined}
      data-testid={`filter-${name}`}
      placeholder={name === 'q' ? `${label}  /` : label}
      aria-label={label}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault();
          event.currentTarget.blur();
        }
      }}
    />
  );
}

/** A filter that is on or off. */
export function Toggle({
  name,
  value = 'true',
  label,
}: {
  name: string;
  value?: string;
  label: string;
}) {
  const url = useUrlState();
  const on = url.get(name) === value;
  return (
    <button
      type="button"
      className="button"
      aria-pressed={on}
      data-testid={`filter-${name}`}
      onClick={() => url.set({ [name]: on ? null : value, page: null })}
    >
      {label}
    </button>
  );
}

/** Filters that came by a link and have no control of their own: shown, and taken off by a press. */
export function ActiveFilters({ names }: { names: Record<string, string> }) {
  const url = useUrlState();
  const active = Object.entries(names).filter(([key]) => url.get(key) !== undefined);
  return active.map(([key, label]) => (
    <button
      key={key}
      type="button"
      className="button on"
      onClick={() => url.set({ [key]: null, page: null })}
      aria-label={`Remove the filter ${label} ${url.get(key)}`}
      data-testid={`active-${key}`}
    >
      {label}: {url.get(key)} <span aria-hidden="true">×</span>
    </button>
  ));
}

interface ChoiceProps {
  name: string;
  label: string;
  /** The choice that stands for "no filter". */
  all: string;
  options: { value: string; label: string }[];
}

export function Choice({ name, label, all, options }: ChoiceProps) {
  const url = useUrlState();
  const value = url.get(name) ?? '';
  const known = value === '' || options.some((option) => option.value === value);
  return (
    <select
      className="button"
      aria-label={label}
      data-testid={`filter-${name}`}
      value={value}
      onChange={(event) => url.set({ [name]: event.target.value, page: null })}
    >
      <option value="">{all}</option>
      {!known && <option value={value}>{value}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

/** The column's name, shown where the table has become cards. */
export function Label({ children }: { children: string }) {
  return <span className="label">{children}</span>;
}

interface ListedProps<T> {
  query: UseQueryResult<T>;
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

/** A list; nothing while its filter is wrong, which is said where the filter stands. */
export function Listed<T>(props: ListedProps<T>) {
  if (filterFault(props.query.error) !== null) {
    return (
      <div className="panel state" data-testid="filter-wrong">
        <h2>The filter can’t be read</h2>
        <p>What is wrong stands above. Nothing is listed until it is mended.</p>
      </div>
    );
  }
  return <Loaded {...props} />;
}

/** The same list as a file; docs/query.md says how many rows of it. */
export function FileLink({ address }: { address: string }) {
  return (
    <a
      className="button push"
      href={address}
      download=""
      data-testid="download"
      title="The same list as comma-separated values"
    >
      <span aria-hidden="true">↓</span> CSV
    </a>
  );
}
