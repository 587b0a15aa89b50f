import type { Session } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { useBrowseSearch } from '../browse/search.js';
import { State } from '../browse/state.js';
import { Button } from '../design/button.js';
import { Field, TextField } from '../design/field.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';

type Picker = 'current' | 'blob' | 'template' | 'manual';
const pickers: readonly (readonly [Picker, string])[] = [
  ['current', 'The picker in use'],
  ['blob', 'Blob picker'],
  ['template', 'Template picker'],
  ['manual', 'Manual picks'],
];

/** Takes exposures and particles out of a session: as outputs of jobs, or as files for elsewhere. */
export function ExportPart({ session }: { session: Session }): ReactNode {
  const { project_uid, session_uid } = session;
  const given = { project_uid, session_uid };
  const [ignored, setIgnored] = useState(false);
  const [picker, setPicker] = useState<Picker>('current');
  const [most, setMost] = useState('');
  const [until, setUntil] = useState('');
  const [tests, setTests] = useState(false);
  const [movies, setMovies] = useState(false);
  const ofPicker = picker === 'current' ? {} : { picker_type: picker };
  const exportParticles = (): void =>
    void act(
      () =>
        callFunction('sessions.create_and_enqueue_export_particles', {
          ...{ ...given, ...ofPicker, test_only: tests },
          ...(most.trim() === '' ? {} : { num_mics: Number(most) }),
          ...(until.trim() === '' ? {} : { uid_lte: Number(until) }),
        }),
      'Particles are being exported',
    );
  return (
    <section className="boxed details-part" aria-label="Export">
      <h2>Export</h2>
      <p className="faint">
        Exposures and particles become outputs of a job, to connect to any other, with STAR files.
      </p>
      <Check label="Also exposures of groups that are ignored" checked={ignored} onChange={setIgnored} />
      <div className="job-buttons">
        <Button
          onClick={() =>
            void act(
              () => callFunction('sessions.create_and_enqueue_export_exposures', { ...given, export_ignored: ignored }),
              'Exposures are being exported',
            )
          }
        >
          Export exposures
        </Button>
      </div>
      <hr />
      <Field label="Particles of">
        {(control) => (
          <select
            className="input"
            {...control}
            value={picker}
            onChange={({ target }) => setPicker(target.value as Picker)}
          >
            {pickers.map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="pair">
        <TextField label="Exposures at most" placeholder="All" inputMode="numeric" value={most} onChange={setMost} />
        <TextField
          label="Up to exposure"
          placeholder="The latest"
          inputMode="numeric"
          value={until}
          onChange={setUntil}
        />
      </div>
      <Check label="Only exposures on which parameters are tried" checked={tests} onChange={setTests} />
      <div className="job-buttons">
        <Button onClick={exportParticles}>Export particles</Button>
      </div>
      <ExportJobs session={session} />
      <hr />
      <p className="faint">
        The whole session, for another instance: lists with links to their files in <code>exports/{session_uid}</code>.
      </p>
      <Check label="With movies and gain references" checked={movies} onChange={setMovies} />
      <div className="job-buttons">
        <Button
          onClick={() =>
            void act(
              () =>
                callFunction('sessions.export_session', {
                  ...{ ...given, ...ofPicker, export_movies: movies, export_ignored_exposures: ignored },
                }),
              `${session_uid} is in exports/${session_uid} of the project`,
            )
          }
        >
          Export session
        </Button>
      </div>
    </section>
  );
}

/** The exports that were made, newest first. */
function ExportJobs({ session }: { session: Session }): ReactNode {
  const { project_uid, uid } = session;
  const [, setSearch] = useBrowseSearch();
  const { data = [] } = useCall('jobs.find', {
    project_uid: [project_uid],
    workspace_uid: [uid],
    type: ['export_live_exposures', 'export_live_particles'],
  });
  if (data.length === 0) return null;
  return (
    <ul className="export-jobs" aria-label="Exports so far">
      {[...data].reverse().map((job) => (
        <li key={job.uid}>
          <button type="button" className="link-button" onClick={() => setSearch({ job: `${project_uid}-${job.uid}` })}>
            {job.uid}
          </button>
          <span className="one-line">{job.title}</span>
          <State status={job.status} />
        </li>
      ))}
    </ul>
  );
}

function Check({
  label,
  checked,
  onChange,
}: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}): ReactNode {
  return (
    <label className="check">
      <input type="checkbox" checked={checked} onChange={({ target }) => onChange(target.checked)} />
      {label}
    </label>
  );
}
