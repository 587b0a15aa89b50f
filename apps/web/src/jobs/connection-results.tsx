import type { Connection, InputResult, Job } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { IconButton } from '../design/button.js';
import { Menu, type MenuEntry } from '../design/menu.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';

interface Props {
  readonly job: Job;
  readonly input: string;
  /** Which connection of the input. */
  readonly place: number;
  readonly connection: Connection;
  readonly fixed: boolean;
}

/** The single results of a connection; while a job is built each can come from elsewhere, or be left out. */
export function ConnectionResults({ job, input, place, connection, fixed }: Props): ReactNode {
  return (
    <details>
      <summary className="faint">{connection.results.length} results</summary>
      <ul className="connected-results">
        {connection.results.map((result, index) => (
          <ResultRow
            key={`${result.name ?? ''} ${index}`}
            job={job}
            input={input}
            place={place}
            result={result}
            fixed={fixed}
          />
        ))}
      </ul>
    </details>
  );
}

function ResultRow({
  job,
  input,
  place,
  result: { name, dtype, job_uid, output, result, version },
  fixed,
}: {
  job: Job;
  input: string;
  place: number;
  result: InputResult;
  fixed: boolean;
}): ReactNode {
  const [at, setAt] = useState<{ x: number; y: number } | null>(null);
  const slot = name ?? result;
  const given = {
    project_uid: job.project_uid,
    job_uid: job.uid,
    input_name: input,
    connection_index: place,
    result_name: slot,
  };
  return (
    <li>
      <span className="one-line">{slot}</span>
      <span className="faint one-line">
        {job_uid} {output}.{result}
        {version === 'F' ? '' : `, version ${version}`}
      </span>
      {!fixed && (
        <>
          <IconButton
            icon="edit"
            label={`Take ${slot} from elsewhere`}
            aria-haspopup="menu"
            onClick={({ currentTarget }) => {
              const { left, bottom } = currentTarget.getBoundingClientRect();
              setAt({ x: left, y: bottom + 4 });
            }}
          />
          <IconButton
            icon="close"
            label={`Leave ${slot} out`}
            onClick={() => void act(() => callFunction('jobs.disconnect_result', given))}
          />
        </>
      )}
      {at !== null && <ResultMenu job={job} dtype={dtype} at={at} given={given} onClose={() => setAt(null)} />}
    </li>
  );
}

/** Results of the same kind of all jobs of the project, the newest first. */
function ResultMenu({
  job,
  dtype,
  at,
  given,
  onClose,
}: {
  job: Job;
  dtype: string;
  at: { x: number; y: number };
  given: { project_uid: string; job_uid: string; input_name: string; connection_index: number; result_name: string };
  onClose: () => void;
}): ReactNode {
  const { data = [] } = useCall('jobs.find', { project_uid: [job.project_uid], order: -1, limit: 0 });
  const entries = data
    .filter(({ uid }) => uid !== job.uid)
    .flatMap(({ uid, spec }) =>
      Object.entries(spec.outputs).flatMap(([output, { results }]) =>
        results
          .filter((one) => one.dtype === dtype)
          .map((one): MenuEntry => ({
            label: `${uid} ${output}.${one.name}`,
            onSelect: () =>
              void act(() =>
                callFunction('jobs.connect_result', {
                  ...given,
                  source_job_uid: uid,
                  source_output_name: output,
                  source_result_name: one.name,
                }),
              ),
          })),
      ),
    );
  return (
    <Menu
      label={`Results of kind ${dtype}`}
      at={at}
      entries={entries.length === 0 ? [{ title: `No other job has a result of kind ${dtype}.` }] : entries}
      onClose={onClose}
    />
  );
}
