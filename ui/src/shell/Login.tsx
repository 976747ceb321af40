import { useStatus } from '../api/queries.ts';

/** Whose data is shown, and the way out; nothing where nobody has logged in. */
export function Login() {
  const viewer = useStatus().data?.viewer;
  if (!viewer?.login) return null;
  return (
    <form method="post" action="/logout" className="login">
      <span className="login-project only-wide" title="The project whose data is shown">
        {viewer.project}
      </span>
      <button type="submit" className="button">
        Log out
      </button>
    </form>
  );
}
