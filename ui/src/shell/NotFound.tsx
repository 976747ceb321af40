import { Link } from 'wouter';
import { useUrlState } from '../state/urlState.ts';

export default function NotFound() {
  const { href } = useUrlState();
  return (
    <div className="page">
      <div className="panel state">
        <h1>There is no such page</h1>
        <p>The address may be cut or mistyped.</p>
        <div className="row">
          <Link className="button primary" href={href('/')}>
            To the overview
          </Link>
        </div>
      </div>
    </div>
  );
}
