import { useEnvironments } from '../api/queries.ts';
import { useUrlState } from '../state/urlState.ts';

const ALL = '\u0000all';

/** One environment, those that name none, or all. */
export function EnvironmentPicker() {
  const { scope, setScope } = useUrlState();
  const { data } = useEnvironments(scope);
  const names = (data?.environments ?? []).map((environment) => environment.name ?? '');
  const chosen = scope.environment;
  if (chosen !== undefined && !names.includes(chosen)) names.push(chosen);
  return (
    <select
      className="button"
      aria-label="Environment"
      data-testid="environment"
      value={chosen ?? ALL}
      onChange={(event) => {
        const value = event.target.value;
        setScope({ environment: value === ALL ? undefined : value });
      }}
    >
      <option value={ALL}>All environments</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {name || 'no environment named'}
        </option>
      ))}
    </select>
  );
}
