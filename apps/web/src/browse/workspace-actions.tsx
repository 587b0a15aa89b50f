import type { Session, Workspace } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { confirm } from '../design/confirm.js';
import { countOf } from '../design/format.js';
import type { MenuEntry } from '../design/menu.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import type { BrowseSearch } from './search.js';

type Given = { readonly project_uid: string; readonly workspace_uid: string };

/** What can be done with a workspace or a session, for its menu and its palette. */
export function workspaceActions(
  workspace: Workspace | Session,
  setSearch: (change: BrowseSearch) => void,
  onNewJob?: () => void,
): MenuEntry[] {
  const given = { project_uid: workspace.project_uid, workspace_uid: workspace.uid };
  const key = `${workspace.project_uid}-${workspace.uid}`;
  const live = workspace.workspace_type === 'live';
  const name = live ? workspace.session_uid : workspace.uid;
  return [
    ...(onNewJob === undefined ? [] : [{ label: 'New job', icon: 'plus' as const, onSelect: onNewJob }]),
    ...(live ? sessionActions(workspace) : []),
    { label: 'Workflows…', icon: 'tree', onSelect: () => setSearch({ new: 'workflows', in: key }) },
    { label: 'Import an export…', icon: 'down', onSelect: () => setSearch({ new: 'import-job', in: key }) },
    'line',
    { label: 'Clean up data…', icon: 'clear', onSelect: () => setSearch({ new: 'clean-up', in: key }) },
    {
      label: 'Clear intermediate results',
      icon: 'clear',
      onSelect: () =>
        confirm({
          title: `Clear intermediate results of ${name}?`,
          body: <p>Results of iterations before the last are removed from disk. Final results stay.</p>,
          action: 'Clear',
          run: () => act(() => callFunction('workspaces.clear_intermediate_results', given)),
        }),
    },
    'line',
    {
      label: live ? 'Delete session' : 'Delete workspace',
      icon: 'trash',
      danger: true,
      onSelect: () =>
        confirm({
          title: `Delete ${name}?`,
          body: <DeletePreview given={given} />,
          action: 'Delete',
          danger: true,
          run: () =>
            act(() =>
              live
                ? callFunction('sessions.delete', {
                    project_uid: given.project_uid,
                    session_uid: workspace.session_uid,
                  })
                : callFunction('workspaces.delete', given),
            ),
        }),
    },
  ];
}

/** What can be done with a session besides. */
function sessionActions({ project_uid, session_uid, status }: Session): MenuEntry[] {
  const given = { project_uid, session_uid };
  return [
    {
      label: 'Clone the session',
      icon: 'clone',
      onSelect: () =>
        void act(() => callFunction('sessions.clone', given), `${session_uid} is cloned, with all that is set of it`),
    },
    {
      label: 'Clear the session',
      icon: 'clear',
      danger: true,
      disabled: status === 'running' ? 'Pause it first.' : undefined,
      onSelect: () =>
        confirm({
          title: `Clear ${session_uid}?`,
          body: <p>All exposures and what was made of them go; how it is set up stays. Movies stay where they are.</p>,
          action: 'Clear',
          danger: true,
          run: () => act(() => callFunction('sessions.clear_session', given), `${session_uid} is cleared`),
        }),
    },
  ];
}

function DeletePreview({ given }: { given: Given }): ReactNode {
  const { data } = useCall('workspaces.preview_delete', given);
  if (data === undefined) return null;
  return (
    <>
      <p>
        {countOf(data.delete.length, 'job')} only in it {data.delete.length === 1 ? 'is' : 'are'} deleted;{' '}
        {countOf(data.unlink.length, 'job')} also elsewhere {data.unlink.length === 1 ? 'stays' : 'stay'} there.
      </p>
      {data.keep.length > 0 && (
        <p className="notice warning">
          <span>
            {data.keep.map(({ uid }) => uid).join(', ')} {data.keep.length === 1 ? 'is' : 'are'} kept, being final or
            used by other jobs. The workspace stays with what is kept.
          </span>
        </p>
      )}
    </>
  );
}
