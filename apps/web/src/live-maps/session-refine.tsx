import type { Session } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { formatCount, formatTime } from '../design/format.js';
import { Counts } from '../live-jobs/counts.js';
import { PartParams, type PartField } from '../live-jobs/part-params.js';
import { useSessionJob } from '../live-jobs/session-job.js';
import { SessionJobCard } from '../live-jobs/session-job-card.js';
import { JobMaps } from '../maps/job-maps.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { Empty } from '../shell/page-states.js';
import { DirectionsPlot } from '../maps/directions-plot.js';
import { FscPlot } from '../maps/fsc-plot.js';
import { GuinierPlot } from '../maps/guinier-plot.js';
import './live-maps.css';
import { readDirections, readFsc, useMapFile } from '../maps/map-files.js';
import { PartsOfMap } from './parts-of-map.js';
import { restartRefinement, useRefinementProgress } from './refinement-progress.js';
import { ResolutionPlot } from './resolution-plot.js';
import { sentenceOfNeed } from './sentence-of-need.js';

type Params = Session['phase2_refine_params_spec'];

const fields: readonly PartField<Params>[] = [
  { name: 'refine_symmetry', title: 'Symmetry', kind: 'text', hint: 'C1 where in doubt; D7, T, O, I, …' },
];

/** Streaming refinement: the map as it improves, how good it is, and what more particles would bring. */
export function SessionRefine({ session }: { session: Session }): ReactNode {
  const { project_uid, session_uid, phase2_refine_job: uid } = session;
  const given = { project_uid, session_uid };
  const what = useSessionJob(session, uid);
  const progress = useRefinementProgress(session);
  const spec = session.phase2_refine_params_spec;
  const used = session.phase2_refine_params_spec_used;
  const volume = session.phase2_abinit_info.find(({ selected }) => selected)?.vol_gname;
  const sameVolume = (what.job?.spec.inputs['volume']?.connections ?? []).some(
    ({ job_uid, output }) => job_uid === session.phase2_abinit_job && output === volume,
  );
  const otherParams = used !== null && JSON.stringify(used) !== JSON.stringify(spec);
  const otherVolume = used !== null && what.job !== null && !sameVolume;
  const last = progress?.history.at(-1);
  const at = last?.at ?? '';
  const fsc = useMapFile(project_uid, progress?.fsc_json ?? null, at, readFsc);
  const directions = useMapFile(project_uid, progress?.directions_json ?? null, at, readDirections);
  const none = <NoRefinement begun={what.phase === 'active'} />;
  return (
    <div className="part">
      <aside className="part-side" aria-label="Refinement" tabIndex={0}>
        <SessionJobCard
          session={session}
          what={what}
          name="refinement"
          steps={{
            setUp: () => callFunction('sessions.setup_phase2_refine', given),
            queue: () => callFunction('sessions.enqueue_phase2_refine', given),
            stop: () => callFunction('sessions.stop_phase2_refine', given),
            clear: () => callFunction('sessions.clear_phase2_refine', given),
            renew: () => restartRefinement(session),
          }}
          renewsAtWork={sameVolume}
          goesOn={used !== null}
          staleFor={otherParams ? 'other parameters' : otherVolume ? 'another first map' : undefined}
          hindered={volume === undefined && what.phase !== 'active' ? 'Choose a first map under Ab-initio.' : undefined}
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
        {progress !== undefined && last !== undefined && <p className="panel forecast">{sentenceOfNeed(progress)}</p>}
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
          <PartsOfMap
            parts={[
              [
                'Map',
                <JobMaps
                  key="map"
                  project={project_uid}
                  job={uid}
                  version={`${at} ${what.job?.status ?? ''}`}
                  only="volume"
                  none={none}
                />,
              ],
              [
                'Resolution and views',
                progress === undefined || last === undefined ? (
                  none
                ) : (
                  <div key="curves" className="curves" tabIndex={0} role="group" aria-label="Resolution and views">
                    <ResolutionPlot progress={progress} />
                    {fsc !== undefined && <FscPlot fsc={fsc} />}
                    {fsc !== undefined && <GuinierPlot fsc={fsc} />}
                    {directions !== undefined && <DirectionsPlot directions={directions} />}
                  </div>
                ),
              ],
            ]}
          />
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
