import type { Session } from '@vitreous/schema';
import type { ReactNode } from 'react';
import './live-jobs.css';
import { useBrowseSearch } from '../browse/search.js';
import { State } from '../browse/state.js';
import { Button } from '../design/button.js';
import { confirm } from '../design/confirm.js';
import { Icon } from '../design/icon.js';
import { JobProgress } from '../jobs/job-progress.js';
import { runTimeOf } from '../jobs/run-time.js';
import { act } from '../server/act.js';
import { useCall } from '../server/use-call.js';
import type { SessionJob } from './session-job.js';

/** What can be done with a job of a session; what is missing is not offered. */
export interface JobSteps {
  /** Makes the job. */
  readonly setUp: () => Promise<unknown>;
  readonly queue: () => Promise<unknown>;
  readonly stop: () => Promise<unknown>;
  readonly clear: () => Promise<unknown>;
  /** Makes an ended job ready to begin again from nothing. */
  readonly renew: () => Promise<unknown>;
}

interface Props {
  readonly session: Session;
  readonly what: SessionJob;
  /** `streaming 2D`, as it stands in a sentence. */
  readonly name: string;
  readonly steps: JobSteps;
  /** It begins anew by itself while it is at work, without being stopped and queued. */
  readonly renewsAtWork?: boolean;
  /** It goes on with what it has when it is queued again, instead of beginning anew. */
  readonly goesOn: boolean;
  /** What it was begun with that is not what is set now: `other parameters`. */
  readonly staleFor?: string | undefined;
  /** Why it cannot be started; undefined when it can. */
  readonly hindered?: string | undefined;
  /** What `clear` takes away. */
  readonly losing: string;
}

/** How a job of a session stands, and the buttons that start, stop, renew and clear it. */
export function SessionJobCard(props: Props): ReactNode {
  const { session, what, name, steps, goesOn, staleFor, hindered, losing, renewsAtWork = false } = props;
  const [, setSearch] = useBrowseSearch();
  const { uid, job, phase } = what;
  const begin = async (...parts: (() => Promise<unknown>)[]): Promise<void> => {
    for (const part of parts) if (!(await act(part))) return;
  };
  const start = (label: string, ...parts: (() => Promise<unknown>)[]): ReactNode => (
    <Button
      tone="primary"
      icon="play"
      disabled={hindered !== undefined}
      title={hindered}
      onClick={() => void begin(...parts)}
    >
      {label}
    </Button>
  );
  const askRenewal = (): void =>
    confirm({
      title: `Begin ${name} anew?`,
      body: <p>What it has found so far is given up, and it begins again with the parameters that are set now.</p>,
      action: 'Begin anew',
      run: () =>
        act(async () => {
          const goesOnWorking = renewsAtWork && phase === 'active';
          if (phase === 'active' && !goesOnWorking) await steps.stop();
          await steps.renew();
          if (!goesOnWorking) await steps.queue();
        }),
    });
  const askClearing = (): void =>
    confirm({
      title: `Clear ${name}?`,
      body: <p>{losing}</p>,
      action: 'Clear',
      danger: true,
      run: () => act(steps.clear),
    });
  return (
    <section className="panel" aria-label={`Job of ${name}`}>
      <div className="job-line">
        {uid === null ? (
          <span className="faint">Not set up yet</span>
        ) : (
          <>
            {job !== null && <State status={job.status} />}
            <span className="faint">{job !== null && runTimeOf(job)}</span>
            <button
              type="button"
              className="link-button"
              onClick={() => setSearch({ job: `${session.project_uid}-${uid}` })}
            >
              {uid}
            </button>
          </>
        )}
      </div>
      {job !== null && <JobProgress job={job} />}
      {phase !== 'none' && uid !== null && <LatestWord project={session.project_uid} uid={uid} />}
      {staleFor !== undefined && phase !== 'none' && (
        <p className="notice warning">
          <Icon name="warning" />
          <span>It was begun with {staleFor}. Begin anew to use what is set now.</span>
        </p>
      )}
      {hindered !== undefined && phase !== 'active' && <p className="faint">{hindered}</p>}
      <div className="job-buttons">
        {phase === 'none' && start('Start', steps.setUp, steps.queue)}
        {phase === 'none' && (
          <Button
            disabled={hindered !== undefined}
            title="Makes the job without queueing it, so that more of its parameters can be changed"
            onClick={() => void begin(steps.setUp)}
          >
            Set up only
          </Button>
        )}
        {phase === 'building' && start('Queue', steps.queue)}
        {phase === 'ended' && goesOn && staleFor === undefined && start('Go on', steps.queue)}
        {phase === 'active' && (
          <Button icon="stop" onClick={() => void begin(steps.stop)}>
            Stop
          </Button>
        )}
        {(phase === 'active' || phase === 'ended') && (
          <Button icon="refresh" disabled={hindered !== undefined} onClick={askRenewal}>
            Begin anew
          </Button>
        )}
        {phase !== 'none' && (
          <Button icon="clear" onClick={askClearing}>
            Clear
          </Button>
        )}
      </div>
    </section>
  );
}

/** The last sentence of a job's log, in red where it is why it failed. */
function LatestWord({ project, uid }: { project: string; uid: string }): ReactNode {
  const { data = [] } = useCall('jobs.get_event_logs', { project_uid: project, job_uid: uid });
  const texts = (data as readonly { readonly type?: string; readonly text?: string }[]).filter(
    ({ text = '' }) => text.trim() !== '',
  );
  const last = texts.at(-1);
  if (last === undefined) return null;
  return (
    <p className={`latest-word ${last.type === 'error' ? 'wrong' : 'faint'}`} role="status" title={last.text}>
      {last.text}
    </p>
  );
}
