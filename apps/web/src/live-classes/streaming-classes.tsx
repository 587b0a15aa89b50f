import type { Session } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { formatCount, formatTime } from '../design/format.js';
import { Icon } from '../design/icon.js';
import { Counts } from '../live-jobs/counts.js';
import { PartParams, type PartField } from '../live-jobs/part-params.js';
import { useSessionJob } from '../live-jobs/session-job.js';
import { SessionJobCard } from '../live-jobs/session-job-card.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { Empty } from '../shell/page-states.js';
import { SessionGallery } from './session-gallery.js';

type Params = Session['phase2_class2D_params_spec'];

const fields: readonly PartField<Params>[] = [
  { name: 'class2D_K', title: 'Classes', kind: 'number' },
  { name: 'class2D_max_res', title: 'Finest resolution used (Å)', kind: 'number' },
  { name: 'class2D_window_inner_A', title: 'Diameter of the mask (Å)', kind: 'number', none: 'The whole box' },
  { name: 'compute_use_ssd', title: 'Copy particles to the SSD cache', kind: 'check' },
];

/** Streaming 2D classification: how it goes, and its classes to select from while it goes. */
export function StreamingClasses({ session }: { session: Session }): ReactNode {
  const { project_uid, session_uid, phase2_class2D_info: info, phase2_class2D_params_spec: spec } = session;
  const given = { project_uid, session_uid };
  const what = useSessionJob(session, session.phase2_class2D_job);
  const used = session.phase2_class2D_params_spec_used;
  const particles = session.stats.total_extracted_particles;
  const steps = {
    setUp: () => callFunction('sessions.setup_phase2_class2D', given),
    queue: () => callFunction('sessions.enqueue_phase2_class2D', given),
    stop: () => callFunction('sessions.stop_phase2_class2D', given),
    clear: () => callFunction('sessions.clear_phase2_class2D', given),
    renew: () => callFunction('sessions.reinitialize_phase2_class2D', given),
  };
  const out = session.phase2_class2D_particles_out;
  return (
    <div className="part">
      <aside className="part-side" aria-label="Streaming 2D" tabIndex={0}>
        <SessionJobCard
          session={session}
          what={what}
          name="streaming 2D"
          steps={steps}
          goesOn={used !== null}
          staleFor={used !== null && JSON.stringify(used) !== JSON.stringify(spec) ? 'other parameters' : undefined}
          hindered={particles === 0 && what.phase === 'none' ? 'There are no particles yet.' : undefined}
          losing="The session forgets these classes and what was selected. The job and its files stay."
        />
        <Counts
          title="Particles"
          entries={[
            ['Extracted in the session', formatCount(particles)],
            ['Given to classification', formatCount(session.phase2_class2D_num_particles_in)],
            ['Classified', formatCount(session.phase2_class2D_num_particles_seen)],
            ['In selected classes', formatCount(session.phase2_class2D_num_particles_accepted)],
            ['In other classes', formatCount(session.phase2_class2D_num_particles_rejected)],
            ['Handed on', out === null ? '–' : formatCount(out.count)],
            ['Last update', formatTime(session.phase2_class2D_last_updated)],
          ]}
        />
        <PartParams
          fields={fields}
          values={spec}
          save={(body) => act(() => callFunction('sessions.update_phase2_class2D_params', { ...given, body }))}
        />
      </aside>
      <div className="part-main">
        {info.length === 0 ? (
          <NoClasses begun={what.phase === 'active'} waits={what.job?.status === 'waiting'} particles={particles} />
        ) : (
          <SessionGallery
            label={`Classes of ${session_uid}`}
            info={info}
            notice={
              !session.phase2_class2D_ready && (
                <p className="notice">
                  <Icon name="refresh" />
                  <span>These are the first classes, of the particles so far; they will change.</span>
                </p>
              )
            }
            choose={{
              toggle: (template_idx) => callFunction('sessions.toggle_class2d_template', { ...given, template_idx }),
              all: (direction) => callFunction('sessions.select_all_class2d_templates', { ...given, direction }),
              invert: () => callFunction('sessions.toggle_all_class2d_templates', given),
              from: (template_idx, dimension, direction) =>
                callFunction('sessions.select_class2d_templates_with_threshold_index', {
                  ...{ ...given, template_idx, dimension, direction },
                }),
              within: (template_selection_thresholds) =>
                callFunction('sessions.select_class2d_templates_with_thresholds', {
                  ...{ ...given, template_selection_thresholds },
                }),
            }}
          />
        )}
      </div>
    </div>
  );
}

function NoClasses({ begun, waits, particles }: { begun: boolean; waits: boolean; particles: number }): ReactNode {
  if (waits) {
    return (
      <Empty icon="refresh" title="It waits for particles">
        <p>
          {formatCount(particles)} are too few for so many classes. It begins by itself as soon as there are enough: at
          the left it says when.
        </p>
      </Empty>
    );
  }
  if (begun) {
    return (
      <Empty icon="refresh" title="The first classes are on their way">
        <p>They appear here as soon as there are any, and are kept up as particles come.</p>
      </Empty>
    );
  }
  return (
    <Empty icon="cards" title="No classes yet">
      <p>
        {particles === 0
          ? 'Classification begins with particles: set a box size under Configuration and start the session.'
          : `There are ${formatCount(particles)} particles to classify. Set the number of classes at the left, then start.`}
      </p>
    </Empty>
  );
}
