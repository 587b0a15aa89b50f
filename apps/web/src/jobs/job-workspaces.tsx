import type { Job } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { Dialog } from '../design/dialog.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { actOnJobs } from './act-on-jobs.js';

interface Props {
  readonly project: string;
  /** One or several. */
  readonly uids: readonly string[];
  readonly onClose: () => void;
}

/** The workspaces that jobs are in: any of them, at least one. Nothing moves on disk. */
export function JobWorkspaces({ project, uids, onClose }: Props): ReactNode {
  const { data: jobs = [] } = useCall('jobs.find', { project_uid: [project], uid: [...uids], limit: 0 });
  const { data: workspaces = [] } = useCall('workspaces.find', { project_uid: [project], limit: 0 });
  const several = uids.length > 1;
  return (
    <Dialog
      kind="slide-over"
      title={several ? `Workspaces of ${uids.length} jobs` : `Workspaces of ${uids.join()}`}
      onClose={onClose}
    >
      <div className="dialog-body form">
        <p className="faint">
          A workspace is a label: a job can have several, and must have one.
          {several && ' A line stands where only some of the jobs are in a workspace.'}
        </p>
        {workspaces.map(({ uid, title }) => (
          <WorkspaceCheck key={uid} workspace={uid} title={title ?? ''} jobs={jobs} />
        ))}
      </div>
    </Dialog>
  );
}

function WorkspaceCheck({
  workspace,
  title,
  jobs,
}: {
  workspace: string;
  title: string;
  jobs: readonly Job[];
}): ReactNode {
  const inside = jobs.filter((job) => job.workspace_uids.includes(workspace));
  const all = jobs.length > 0 && inside.length === jobs.length;
  const last = inside.some((job) => job.workspace_uids.length === 1);
  const change = (): void => {
    if (all) {
      void actOnJobs(
        inside,
        (given) => callFunction('jobs.unlink_from_workspace', { ...given, workspace_uid: workspace }),
        `no longer in ${workspace}`,
      );
    } else {
      void actOnJobs(
        jobs.filter((job) => !inside.includes(job)),
        (given) => callFunction('jobs.link_to_workspace', { ...given, workspace_uid: workspace }),
        `in ${workspace} too`,
      );
    }
  };
  return (
    <label className="check" title={all && last ? 'A job must be in one workspace at least.' : undefined}>
      <input
        ref={(input) => {
          if (input !== null) input.indeterminate = !all && inside.length > 0;
        }}
        type="checkbox"
        checked={all}
        disabled={jobs.length === 0 || (all && last)}
        onChange={change}
      />
      <span className="uid">{workspace}</span> {title}
    </label>
  );
}
