import type { Session } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { useBrowseSearch } from '../browse/search.js';
import { State } from '../browse/state.js';
import { Button } from '../design/button.js';
import { confirm } from '../design/confirm.js';
import { formatCount } from '../design/format.js';
import { ChooseJob } from '../live-jobs/choose-job.js';
import { Counts } from '../live-jobs/counts.js';
import '../live-jobs/live-jobs.css';
import { useSessionJob } from '../live-jobs/session-job.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { Empty } from '../shell/page-states.js';
import { MakeTemplates } from './make-templates.js';
import { SessionGallery } from './session-gallery.js';
import { UseTemplates } from './use-templates.js';

/** Templates for the picker: made of the session's particles or taken from another job, chosen, and put to use. */
export function PickingTemplates({ session }: { session: Session }): ReactNode {
  const { project_uid, session_uid, template_creation_info: info, template_creation_ready: ready } = session;
  const given = { project_uid, session_uid };
  const own = session.template_creation_project === project_uid ? session.template_creation_job : null;
  const what = useSessionJob(session, own);
  const [, setSearch] = useBrowseSearch();
  const [choosing, setChoosing] = useState(false);
  const [using, setUsing] = useState(false);
  const selected = info.filter((one) => one.selected).length;
  const clear = (): void =>
    confirm({
      title: 'Clear the templates?',
      body: (
        <p>
          The session forgets these templates. What was picked with them stays, and so does the job that they come from.
        </p>
      ),
      action: 'Clear',
      danger: true,
      run: () => act(() => callFunction('sessions.clear_template_creation_class2D', given)),
    });
  return (
    <div className="part">
      <aside className="part-side" aria-label="Templates" tabIndex={0}>
        {session.template_creation_job !== null && (
          <section className="panel" aria-label="Where the templates come from">
            <div className="job-line">
              {what.job !== null && <State status={what.job.status} />}
              <button
                type="button"
                className="link-button"
                onClick={() =>
                  setSearch({
                    job: `${session.template_creation_project ?? ''}-${session.template_creation_job ?? ''}`,
                  })
                }
              >
                {own === null ? `${session.template_creation_project ?? ''} ` : ''}
                {session.template_creation_job}
              </button>
            </div>
            <div className="job-buttons">
              {what.phase === 'active' && own !== null && (
                <Button
                  icon="stop"
                  onClick={() => void act(() => callFunction('jobs.kill', { project_uid, job_uid: own }))}
                >
                  Stop
                </Button>
              )}
              <Button icon="clear" onClick={clear}>
                Clear
              </Button>
            </div>
          </section>
        )}
        {info.length > 0 && (
          <Counts
            title="In use"
            entries={[
              ['Particles classified', formatCount(session.template_creation_num_particles_in)],
              ['Templates selected', formatCount(selected)],
              ['Picker', session.params.current_picker === 'template' ? 'Template' : 'Blob'],
            ]}
          />
        )}
        {ready && (
          <section className="panel">
            <Button tone="primary" disabled={selected === 0} onClick={() => setUsing(true)}>
              Pick with these templates…
            </Button>
            {selected === 0 && <p className="faint">Select the templates to pick with; different views help.</p>}
          </section>
        )}
        <MakeTemplates key={session_uid} session={session} />
        <section className="panel">
          <div className="panel-head">
            <h3>From elsewhere</h3>
          </div>
          <p className="faint">Class averages of any job, also in another project, can be the templates.</p>
          <Button onClick={() => setChoosing(true)}>Choose a job…</Button>
        </section>
      </aside>
      <div className="part-main">
        {info.length === 0 ? (
          <NoTemplates making={what.phase === 'active'} />
        ) : (
          <SessionGallery
            label={`Templates of ${session_uid}`}
            info={info}
            disabled={!ready}
            choose={{
              toggle: (template_idx) => callFunction('sessions.toggle_picking_template', { ...given, template_idx }),
              all: (direction) => callFunction('sessions.select_all_picking_templates', { ...given, direction }),
              invert: () => callFunction('sessions.toggle_all_picking_templates', given),
              from: (template_idx, dimension, direction) =>
                callFunction('sessions.select_picking_templates_with_threshold_index', {
                  ...{ ...given, template_idx, dimension, direction },
                }),
              within: (template_selection_thresholds) =>
                callFunction('sessions.select_picking_templates_with_thresholds', {
                  ...{ ...given, template_selection_thresholds },
                }),
            }}
          />
        )}
      </div>
      {choosing && (
        <ChooseJob
          title="Templates from another job"
          type="template"
          project={project_uid}
          elsewhere
          action="Take its averages"
          take={(template_creation_project_uid, job_uid) =>
            act(() =>
              callFunction('sessions.set_template_creation_job', { ...given, job_uid, template_creation_project_uid }),
            )
          }
          onClose={() => setChoosing(false)}
        />
      )}
      {using && <UseTemplates session={session} onClose={() => setUsing(false)} />}
    </div>
  );
}

function NoTemplates({ making }: { making: boolean }): ReactNode {
  if (making) {
    return (
      <Empty icon="refresh" title="Templates are being made">
        <p>Their averages appear here with the first pass over the particles.</p>
      </Empty>
    );
  }
  return (
    <Empty icon="cards" title="No templates yet">
      <p>
        Blob picks of a few exposures are classified; their averages are then templates that the session picks with.
        Make them at the left, or take the class averages of another job.
      </p>
    </Empty>
  );
}
