import type { Input, Job } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { IconButton, Button } from '../design/button.js';
import { formatCount } from '../design/format.js';
import { Menu } from '../design/menu.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { ConnectionResults } from './connection-results.js';
import { dragType, readDragged } from './drag-output.js';

/** The inputs of a job: outputs are dropped on them, or chosen from a menu. */
export function InputSlots({ job, fixed }: { job: Job; fixed: boolean }): ReactNode {
  const entries = Object.entries(job.spec.inputs);
  if (entries.length === 0) return <p className="faint">This type of job needs no inputs.</p>;
  return (
    <ul className="slots">
      {entries.map(([name, input]) => (
        <InputSlot key={name} job={job} name={name} input={input} fixed={fixed} />
      ))}
    </ul>
  );
}

function InputSlot({ job, name, input, fixed }: { job: Job; name: string; input: Input; fixed: boolean }): ReactNode {
  const [over, setOver] = useState(false);
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const given = { project_uid: job.project_uid, job_uid: job.uid, input_name: name };
  const connect = (source: string, output: string): void =>
    void act(() => callFunction('jobs.connect', { ...given, source_job_uid: source, source_output_name: output }));
  const most = input.count_max === 'inf' ? 'any number' : String(input.count_max);
  const full = input.count_max !== 'inf' && input.count_max !== 0 && input.connections.length >= input.count_max;
  const missing = job.build_errors.some(({ loc }) => loc[0] === 'inputs' && loc[1] === name);
  return (
    <li
      className={`slot ${over ? 'over' : ''}`}
      onDragOver={(event) => {
        if (fixed || full || !event.dataTransfer.types.includes(dragType(input.type))) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const dragged = readDragged(event.dataTransfer);
        if (dragged !== null) connect(dragged.job, dragged.output);
      }}
    >
      <div className="slot-head">
        <strong>{input.title}</strong>
        <span className="faint">{input.type}</span>
        {!fixed && !full && (
          <Button
            tone="plain"
            icon="plus"
            aria-haspopup="menu"
            onClick={({ currentTarget }) => {
              const { left, bottom } = currentTarget.getBoundingClientRect();
              setAt({ x: left, y: bottom + 4 });
            }}
          >
            Connect
            <span className="unseen"> {input.title}</span>
          </Button>
        )}
      </div>
      {input.connections.map((connection, index) => {
        const { job_uid, output } = connection;
        return (
          <div key={`${job_uid} ${output} ${index}`}>
            <div className="connection">
              <span className="uid">{job_uid}</span>
              <span className="one-line">{output}</span>
              <span className="space" />
              {!fixed && (
                <IconButton
                  icon="close"
                  label={`Disconnect ${job_uid} ${output}`}
                  onClick={() => void act(() => callFunction('jobs.disconnect', { ...given, connection_index: index }))}
                />
              )}
            </div>
            <ConnectionResults job={job} input={name} place={index} connection={connection} fixed={fixed} />
          </div>
        );
      })}
      {input.connections.length === 0 && (
        <p className={missing && !fixed ? 'wrong' : 'faint'}>
          {input.count_min > 0 ? `Needs ${input.count_min}, takes ${most}. ` : `Optional, takes ${most}. `}
          {!fixed && 'Drop an output here.'}
        </p>
      )}
      {at !== null && <OutputMenu job={job} input={input} at={at} onClose={() => setAt(null)} onChoose={connect} />}
    </li>
  );
}

/** Every output of the project that would fit, the newest job first. */
function OutputMenu({
  job,
  input,
  at,
  onClose,
  onChoose,
}: {
  job: Job;
  input: Input;
  at: { x: number; y: number };
  onClose: () => void;
  onChoose: (source: string, output: string) => void;
}): ReactNode {
  const { data = [] } = useCall('jobs.find', { project_uid: [job.project_uid], order: -1, limit: 0 });
  const fitting = data
    .filter(({ uid }) => uid !== job.uid)
    .flatMap((source) =>
      Object.entries(source.spec.outputs)
        .filter(([, { type }]) => type === input.type)
        .map(([name, output]) => ({ source, name, output })),
    );
  return (
    <Menu
      label={`Outputs for ${input.title}`}
      at={at}
      onClose={onClose}
      entries={
        fitting.length === 0
          ? [{ title: `No job of this project has an output of type ${input.type}.` }]
          : fitting.map(({ source, name, output }) => ({
              label: `${source.uid} ${output.title}${output.num_items > 0 ? ` · ${formatCount(output.num_items)}` : ''}`,
              onSelect: () => onChoose(source.uid, name),
            }))
      }
    />
  );
}
