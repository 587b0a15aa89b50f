import type { ReactNode } from 'react';
import { Dialog } from '../design/dialog.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';

interface Props {
  readonly project: string;
  readonly uid: string;
  readonly onClose: () => void;
}

/** The workspaces that a job is in: any of them, at least one. Nothing moves on disk. */
export function JobWorkspaces({ project, uid, onClose }: Props): ReactNode {
  const { data: job } = useCall('jobs.find_one', { project_uid: project, job_uid: uid });
  const { data: workspaces = [] } = useCall('workspaces.find', { project_uid: [project], limit: 0 });
  const own = job?.workspace_uids ?? [];
  return (
    <Dialog kind="slide-over" title={`Workspaces of ${uid}`} onClose={onClose}>
      <div className="dialog-body form">
        <p className="faint">A workspace is a label: a job can have several, and must have one.</p>
        {workspaces.map(({ uid: workspace, title }) => {
          const on = own.includes(workspace);
          const given = { project_uid: project, job_uid: uid, workspace_uid: workspace };
          return (
            <label key={workspace} className="check">
              <input
                type="checkbox"
                checked={on}
                disabled={on && own.length === 1}
                onChange={() =>
                  void act(() => callFunction(on ? 'jobs.unlink_from_workspace' : 'jobs.link_to_workspace', given))
                }
              />
              <span className="uid">{workspace}</span> {title}
            </label>
          );
        })}
      </div>
    </Dialog>
  );
}
