import { Fragment, type ReactNode } from 'react';
import { Dialog } from '../design/dialog.js';

const keys: readonly (readonly [string, string])[] = [
  ['⌘ K or Ctrl K', 'Jump to anything by its number or its title'],
  ['← ↑ → ↓', 'Select among cards or rows'],
  ['Enter', 'Open what is selected'],
  ['Shift ← ↑ → ↓', 'Select jobs one after the other; Ctrl A selects all'],
  ['X', 'Select one job more, or one less'],
  ['Esc', 'Deselect; close a dialog or a menu'],
  ['S', 'Star or unstar what is selected'],
  ['A', 'Open the actions of what is selected'],
  ['N', 'Make a new project, workspace or job'],
  ['/', 'Filter the list'],
  ['T', 'Come back to what is selected'],
  ['O', 'Show the outputs of all jobs, to connect them'],
  ['R', 'Reject the exposure that is selected, and take that back'],
  ['A  R  U', 'While exposures are curated: accept, reject, leave it to the limits'],
  ['+  −  0', 'In a micrograph or a picture: nearer, farther, all of it'],
  ['?', 'This help'],
];

export function KeyboardHelp({ onClose }: { onClose: () => void }): ReactNode {
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <div className="dialog-body">
        <dl className="keys">
          {keys.map(([key, what]) => (
            <Fragment key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </Fragment>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
