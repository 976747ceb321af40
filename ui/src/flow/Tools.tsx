import type { Approval, ToolUse } from '../api/types.ts';
import { count, duration, plural } from '../format/numbers.ts';

/** What became of each tool; those that were only offered are named in one line that opens. */
export function Tools({
  tools,
  label,
  testid,
}: {
  tools: ToolUse[];
  label: string;
  testid: string;
}) {
  const used = tools.filter(isUsed);
  const unused = tools.filter((tool) => !isUsed(tool));
  return (
    <>
      {used.length > 0 && <UsedTools tools={used} label={label} testid={testid} />}
      {unused.length > 0 && (
        <details className="unused" data-testid={`${testid}-unused`}>
          <summary className="meta">{count(unused.length)} offered, not used</summary>
          <p className="mono">{unused.map((tool) => tool.name).join(', ')}</p>
        </details>
      )}
    </>
  );
}

function isUsed(tool: ToolUse): boolean {
  return tool.asked + tool.runs + tool.refused > 0;
}

function UsedTools({ tools, label, testid }: { tools: ToolUse[]; label: string; testid: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div className="table-wrap" tabIndex={0} role="region" aria-label={label}>
      <table className="uses" data-testid={testid}>
        <thead>
          <tr>
            <th scope="col">Tool</th>
            <th scope="col" className="n" title="How often the model asked for it">
              Asked
            </th>
            <th scope="col" className="n" title="How often it ran">
              Runs
            </th>
            <th scope="col">Notes</th>
          </tr>
        </thead>
        <tbody>
          {tools.map((tool) => (
            <tr key={tool.name} data-testid={`tool-${tool.name}`}>
              <th scope="row" className="mono">
                {tool.name}
              </th>
              <td className="n">{tool.asked || '—'}</td>
              <td className="n">{tool.runs || '—'}</td>
              <td>
                <span className="inline wrap">{notesOn(tool)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function notesOn(tool: ToolUse) {
  return (
    <>
      {tool.failed > 0 && <span className="chip error">✕ {count(tool.failed)} failed</span>}
      {tool.approved > 0 && <span className="chip">✓ {count(tool.approved)} approved</span>}
      {tool.refused > 0 && <span className="chip warn">⊘ {count(tool.refused)} refused</span>}
      {tool.repeated > 1 && (
        <span
          className="chip warn"
          title="The same arguments again and again may be an agent that goes round in circles"
        >
          ↻ {count(tool.repeated)}× the same arguments
        </span>
      )}
    </>
  );
}

/** Whether somebody let a tool run. */
export function ApprovalMark({ approval }: { approval: Approval }) {
  const refused = approval.decision === 'refused';
  const title = [
    approval.by && `by ${approval.by}`,
    approval.at,
    approval.waitMs !== null && `waited for ${duration(approval.waitMs)}`,
    approval.reason,
  ]
    .filter(Boolean)
    .join('\n');
  return (
    <span className={refused ? 'chip warn' : 'chip'} title={title} data-testid="approval">
      {refused ? '⊘ refused' : '✓ approved'}
      {approval.by && ` by ${approval.by}`}
    </span>
  );
}

/** The tools of a turn in one line, for a summary. */
export function toolsLine(tools: ToolUse[]): string {
  const used = tools.filter(isUsed).length;
  const offered = tools.filter((tool) => tool.offered).length;
  return offered > 0
    ? `${plural(used, 'tool')} used of ${offered} offered`
    : `${plural(used, 'tool')} used`;
}
