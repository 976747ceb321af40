import { useEffect, useId, useState } from 'react';
import { useUrlState } from '../state/urlState.ts';
import { filterFault, wordAt } from './filterFault.ts';

interface FilterFieldProps {
  /** Why the last question failed; a fault of the filter is shown here. */
  error: unknown;
  examples: string[];
}

/** The filter of a list, in the language of docs/query.md. Enter asks; Esc takes back. */
export function FilterField({ error, examples }: FilterFieldProps) {
  const url = useUrlState();
  const id = useId();
  const inUrl = url.get('filter') ?? '';
  const [text, setText] = useState(inUrl);
  useEffect(() => setText(inUrl), [inUrl]);
  const fault = text === inUrl ? filterFault(error) : null;
  const ask = (filter: string) => url.set({ filter: filter.trim(), page: null }, false);
  return (
    <form
      className="filter"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== inUrl) ask(text);
      }}
    >
      <label className="sr" htmlFor={id}>
        Filter
      </label>
      <input
        id={id}
        className={fault ? 'field mono invalid' : 'field mono'}
        data-testid="filter-field"
        placeholder={`Filter, such as  ${examples[0]}`}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        list={`${id}-examples`}
        aria-invalid={fault ? true : undefined}
        aria-describedby={fault ? `${id}-fault` : undefined}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => text.trim() !== inUrl && ask(text)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          setText(inUrl);
          event.currentTarget.blur();
        }}
      />
      <datalist id={`${id}-examples`}>
        {examples.map((example) => (
          <option key={example} value={example} />
        ))}
      </datalist>
      {inUrl !== '' && (
        <button type="button" className="button" onClick={() => ask('')}>
          Clear<span className="sr"> the filter</span>
        </button>
      )}
      {fault && (
        <p id={`${id}-fault`} className="fault" role="alert" data-testid="filter-fault">
          {fault.position !== null && (
            <code className="fault-place">
              {wordAt(inUrl, fault.position).before}
              <mark>{wordAt(inUrl, fault.position).word || ' '}</mark>
              {wordAt(inUrl, fault.position).after}
            </code>
          )}
          <span>{fault.message}</span>
        </p>
      )}
    </form>
  );
}
