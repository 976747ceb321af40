import { Fragment, useEffect, useRef } from 'react';

const KEYS: [string[], string][] = [
  [['g', 'o'], 'Overview'],
  [['g', 'c'], 'Conversations'],
  [['g', 't'], 'Traces'],
  [['g', 'w'], 'Workflows'],
  [['g', 'b'], 'Groups'],
  [['/'], 'Search this list'],
  [['j', 'k'], 'Next, previous item'],
  [['Enter'], 'Open it'],
  [['Esc'], 'One level up'],
  [['t'], 'Time range'],
  [['↑', '↓', '←', '→'], 'Move and fold in a trace'],
  [['[', ']'], 'Fold, unfold all of a trace'],
  [['e'], 'Next error of a trace'],
  [['?'], 'This help'],
];

export function KeyHelp({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="keys" onClose={close} aria-labelledby="keys-title">
      <div className="row spread">
        <h1 id="keys-title">Keyboard</h1>
        <button type="button" className="button" onClick={close}>
          Close
        </button>
      </div>
      <dl>
        {KEYS.map(([keys, what]) => (
          <Fragment key={what}>
            <dt>
              {keys.map((key) => (
                <Fragment key={key}>
                  <kbd>{key}</kbd>{' '}
                </Fragment>
              ))}
            </dt>
            <dd>{what}</dd>
          </Fragment>
        ))}
      </dl>
    </dialog>
  );
}
