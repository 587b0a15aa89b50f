import type { Session } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { formatCount, formatTime } from '../design/format.js';
import { Counts } from '../live-jobs/counts.js';
import { PartParams, type PartField } from '../live-jobs/part-params.js';
import { useSessionJob } from '../live-jobs/session-job.js';
import { SessionJobCard } from '../live-jobs/session-job-card.js';
import { JobMaps } from '../maps/job-maps.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { Empty } from '../shell/page-states.js';
import { JobPictures } from './job-pictures.js';
import { FscPlot } from './fsc-plot.js';
import './live-maps.css';
import { useFsc, useRefinementProgress } from './refinement-progress.js';
import { ResolutionPlot } from './resolution-plot.js';

type Params = Session['phase2_refine_params_spec'];

const fields: readonly PartField<Params>[] = [
  { name: 'refine_symmetry', title: 'Symmetry', kind: 'text', hint: 'C1 where in doubt; D7, T, O, I, …' },
];

const parts = ['Map', 'Resolution', 'Pictures'] as const;

/** Streaming refinement: the map as it improves, how good it is, and what more particles would bring. */
export function SessionRefine({ session }: { session: Session }): ReactNode {
  const { project_uid, session_uid, phase2_refine_job: uid } = session;
  const given = { project_uid, session_uid };
  const what = useSessionJob(session, uid);
  const progress = useRefinementProgress(session);
  const fsc = useFsc(project_uid, progress?.fsc_json ?? null);
  const [part, setPart] = useState<(typeof parts)[number]>('Map');
  const spec = session.phase2_refine_params_spec;
  const used = session.phase2_refine_params_spec_used;
  const hasVolume = session.phase2_abinit_info.some(({ selected }) => selected);
  const clear = (): Promise<unknown> => callFunction('sessions.clear_phase2_refine', given);
  const setUp = (): Promise<unknown> => callFunction('sessions.setup_phase2_refine', given);
  const last = progress?.history.at(-1);
  const next = progress?.fit?.next ?? null;
  const none = <NoRefinement begun={what.phase === 'active'} />;
  return (
    <div className="part">
      <aside className="part-side" aria-label="Refinement" tabIndex={0}>
        <SessionJobCard
          session={session}
          what={what}
          name="refinement"
          steps={{
            setUp,
            queue: () => callFunction('sessions.enqueue_phase2_refine', given),
            stop: () => callFunction('sessions.stop_phase2_refine', given),
            clear,
            renew: () => clear().then(setUp),
          }}
          goesOn={used !== null}
          isStale={used !== null && JSON.stringify(used) !== JSON.stringify(spec)}
          hindered={!hasVolume && what.phase === 'none' ? 'Choose a first map under Ab-initio.' : undefined}
          losing="The session forgets this refinement. The job and its files stay."
        />
        <Counts
          title="How good it is"
          entries={[
            ['Resolution', last === undefined ? '–' : `${last.resolution_A.toFixed(2)} Å`],
            ['Particles in this map', last === undefined ? '–' : formatCount(last.num_particles)],
            ['Particles given', formatCount(session.phase2_refine_num_particles_in)],
            ['Maps so far', formatCount(progress?.history.length ?? 0)],
            ['Last update', formatTime(session.phase2_refine_last_updated)],
          ]}
        />
        {next !== null && (
          <p className="panel forecast">
            {next.resolution_A.toFixed(2)} Å would need about <strong>{formatCount(next.num_particles)}</strong>{' '}
            particles.
          </p>
        )}
        <PartParams
          fields={fields}
          values={spec}
          save={(body) => act(() => callFunction('sessions.update_phase2_refine_params', { ...given, body }))}
        />
      </aside>
      <div className="part-main with-strip">
        {uid === null ? (
          none
        ) : (
          <>
            <div className="strip">
              <div className="segments" role="group" aria-label="What of the refinement">
                {parts.map((name) => (
                  <button key={name} type="button" aria-pressed={name === part} onClick={() => setPart(name)}>
                    {name}
                  </button>
                ))}
              </div>
            </div>
            {part === 'Map' && (
              <JobMaps
                project={project_uid}
                job={uid}
                version={`${progress?.history.length ?? 0} ${what.job?.status ?? ''}`}
                none={none}
              />
            )}
            {part === 'Resolution' && (
              <div className="curves" tabIndex={0} role="group" aria-label="Resolution">
                {progress !== undefined && progress.history.length > 0 && <ResolutionPlot progress={progress} />}
                {fsc !== null && <FscPlot fsc={fsc} />}
                {fsc === null && (progress?.history.length ?? 0) === 0 && none}
              </div>
            )}
            {part === 'Pictures' && <JobPictures project={project_uid} job={uid} none={none} />}
          </>
        )}
      </div>
    </div>
  );
}

function NoRefinement({ begun }: { begun: boolean }): ReactNode {
  return begun ? (
    <Empty icon="refresh" title="The first refined map is on its way">
      <p>It is shown here with its resolution as soon as it is there, and is improved as particles come.</p>
    </Empty>
  ) : (
    <Empty icon="projects" title="No refined map yet">
      <p>
        Refinement begins with the map chosen under Ab-initio, and goes on with the particles of the selected 2D
        classes.
      </p>
    </Empty>
  );
}
