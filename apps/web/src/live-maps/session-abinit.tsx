import type { Job, Session } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { countOf, formatCount } from '../design/format.js';
import { ChooseJob } from '../live-jobs/choose-job.js';
import { Counts } from '../live-jobs/counts.js';
import { PartParams, type PartField } from '../live-jobs/part-params.js';
import { useSessionJob } from '../live-jobs/session-job.js';
import { SessionJobCard } from '../live-jobs/session-job-card.js';
import { JobMaps } from '../maps/job-maps.js';
import { act } from '../server/act.js';
import { callFunction, pictureUrl } from '../server/call.js';
import { Empty } from '../shell/page-states.js';
import { DirectionsPlot } from '../maps/directions-plot.js';
import './live-maps.css';
import { readDirections, useMapFile } from '../maps/map-files.js';
import { PartsOfMap } from './parts-of-map.js';

type Params = Session['phase2_abinit_params_spec'];

const fields: readonly PartField<Params>[] = [
  { name: 'abinit_K', title: 'Maps', kind: 'number', hint: 'More than one sorts particles of different shapes.' },
  { name: 'abinit_symmetry', title: 'Symmetry', kind: 'text', hint: 'C1 where in doubt; D7, T, O, I, …' },
  { name: 'abinit_num_particles', title: 'At most so many particles', kind: 'number', none: 'All' },
];

/** First maps from particles alone, and the choice of the one that refinement begins with. */
export function SessionAbinit({ session }: { session: Session }): ReactNode {
  const { project_uid, session_uid, phase2_abinit_info: info, phase2_abinit_job: uid } = session;
  const given = { project_uid, session_uid };
  const what = useSessionJob(session, uid);
  const [choosing, setChoosing] = useState(false);
  const selected = info.find((one) => one.selected);
  const accepted = session.phase2_class2D_num_particles_accepted;
  const clear = (): Promise<unknown> => callFunction('sessions.clear_phase2_abinit', given);
  const setUp = (): Promise<unknown> => callFunction('sessions.setup_phase2_abinit', given);
  const none = <NoMaps begun={what.phase === 'active'} />;
  return (
    <div className="part">
      <aside className="part-side" aria-label="Ab-initio" tabIndex={0}>
        <SessionJobCard
          session={session}
          what={what}
          name="ab-initio"
          steps={{
            setUp,
            queue: () => callFunction('sessions.enqueue_phase2_abinit', given),
            stop: () => callFunction('sessions.stop_phase2_abinit', given),
            clear,
            renew: () => clear().then(setUp),
          }}
          goesOn={false}
          hindered={accepted === 0 && what.phase === 'none' ? 'Select 2D classes first.' : undefined}
          losing="The session forgets these maps and which one was chosen. The job and its files stay."
        />
        <Counts
          title="Particles"
          entries={[
            ['In selected 2D classes', formatCount(accepted)],
            ['Used', uid === null ? '–' : formatCount(session.phase2_abinit_num_particles_in)],
          ]}
        />
        <PartParams
          fields={fields}
          values={session.phase2_abinit_params_spec}
          save={(body) => act(() => callFunction('sessions.update_phase2_abinit_params', { ...given, body }))}
        />
        <section className="panel">
          <div className="panel-head">
            <h3>From elsewhere</h3>
          </div>
          <p className="faint">The maps of any job of the project, imported ones too, can take their place.</p>
          <Button onClick={() => setChoosing(true)}>Choose a job…</Button>
        </section>
      </aside>
      <div className="part-main with-strip">
        {info.length === 0 || uid === null ? (
          none
        ) : (
          <>
            <ul className="volumes" aria-label={`Maps of ${uid}`}>
              {info.map(({ vol_gname, fileid, num_particles, selected: isSelected }) => (
                <li key={vol_gname}>
                  <button
                    type="button"
                    className="volume"
                    aria-pressed={isSelected}
                    onClick={() =>
                      void act(() =>
                        callFunction('sessions.select_phase2_abinit_volume', { ...given, volume_name: vol_gname }),
                      )
                    }
                  >
                    {fileid !== null && <img src={pictureUrl(fileid)} alt="" />}
                    <span>
                      <strong>{vol_gname.replaceAll('_', ' ')}</strong>
                      <span className="faint">
                        {num_particles === null ? '' : `${countOf(num_particles, 'particle')}, `}
                        {isSelected ? 'refinement begins with it' : 'press to begin refinement with it'}
                      </span>
                    </span>
                  </button>
                </li>
              ))}
            </ul>
            <PartsOfMap
              parts={[
                [
                  'Map',
                  <JobMaps
                    key="map"
                    project={project_uid}
                    job={uid}
                    version={what.job?.updated_at ?? ''}
                    only={selected?.vol_gname}
                    none={none}
                  />,
                ],
                ['Viewing directions', <AbinitViews key="views" job={what.job} volume={selected?.vol_gname ?? ''} />],
              ]}
            />
          </>
        )}
      </div>
      {choosing && (
        <ChooseJob
          title="Maps of another job"
          type="volume"
          project={project_uid}
          elsewhere={false}
          action="Take its maps"
          take={(_project, job_uid) => act(() => callFunction('sessions.set_phase2_abinit_job', { ...given, job_uid }))}
          onClose={() => setChoosing(false)}
        />
      )}
    </div>
  );
}

/** From where the particles of one of the maps are seen. */
function AbinitViews({ job, volume }: { job: Job | null; volume: string }): ReactNode {
  const path = job?.spec.outputs[volume]?.latest_summary_stats['directions_json'];
  const directions = useMapFile(
    job?.project_uid ?? '',
    typeof path === 'string' ? path : null,
    job?.completed_at ?? '',
    readDirections,
  );
  if (typeof path === 'string')
    return directions === undefined ? null : (
      <div className="curves">
        <DirectionsPlot directions={directions} />
      </div>
    );
  return (
    <Empty icon="projects" title="Its viewing directions are not known">
      <p>Only a map that was found here, of enough particles to improve their poses, has them.</p>
    </Empty>
  );
}

function NoMaps({ begun }: { begun: boolean }): ReactNode {
  return begun ? (
    <Empty icon="refresh" title="The first map is on its way">
      <p>It is shown here when the job is done; its log shows how far it is.</p>
    </Empty>
  ) : (
    <Empty icon="projects" title="No map yet">
      <p>
        Particles of the selected 2D classes give a first map, without any knowledge of what it looks like. Or take the
        map of another job.
      </p>
    </Empty>
  );
}
