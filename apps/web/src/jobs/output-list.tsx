import type { Job } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { formatCount } from '../design/format.js';
import { Icon } from '../design/icon.js';
import { writeDragged } from './drag-output.js';

/** The outputs of a job; each can be dragged onto an input of a job that is being built. */
export function OutputList({ job }: { job: Job }): ReactNode {
  const entries = Object.entries(job.spec.outputs);
  if (entries.length === 0) return <p className="faint">No outputs yet.</p>;
  return (
    <ul className="slots">
      {entries.map(([name, output]) => (
        <li
          key={name}
          className="output"
          draggable
          title={`Drag onto an input that takes ${output.type}`}
          onDragStart={(event) => {
            event.stopPropagation();
            writeDragged(event.dataTransfer, output.type, job.uid, name);
          }}
        >
          <Icon name="link" />
          <span className="one-line">{output.title}</span>
          <span className="faint">{output.type}</span>
          <strong>{output.num_items > 0 ? formatCount(output.num_items) : '–'}</strong>
        </li>
      ))}
    </ul>
  );
}
