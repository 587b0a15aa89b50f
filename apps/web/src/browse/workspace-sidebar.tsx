import { Link } from '@tanstack/react-router';
import type { Session, Workspace } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { formatTime } from '../design/format.js';
import { nameOf, usePeople } from '../server/account.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { DescriptionPanel } from './description-panel.js';
import { TitleFact } from './editable-title.js';
import { useBrowseSearch } from './search.js';
import { Fact, Panel, Sidebar, TagsFact } from './sidebar.js';
import { State } from './state.js';
import { StatisticsPanel } from './statistics-panel.js';
import { workspaceActions } from './workspace-actions.js';

interface Props {
  readonly workspace: Workspace | Session;
  readonly onDeselect?: () => void;
  readonly onNewJob?: () => void;
}

/** Everything about a workspace or a session beside a list. */
export function WorkspaceSidebar({ workspace, onDeselect, onNewJob }: Props): ReactNode {
  const people = usePeople();
  const [, setSearch] = useBrowseSearch();
  const { uid, project_uid, last_accessed } = workspace;
  const given = { project_uid, workspace_uid: uid };
  const live = workspace.workspace_type === 'live';
  const name = live ? workspace.session_uid : uid;
  const accessed = [...people.values()].find((person) => person.name === last_accessed?.name);
  return (
    <Sidebar
      uid={name}
      title={workspace.title ?? 'Untitled'}
      onDeselect={onDeselect}
      actions={workspaceActions(workspace, setSearch, onNewJob)}
      open={
        onDeselect !== undefined && (
          <>
            {live && (
              <Link
                className="button primary"
                to="/projects/$project/sessions/$session"
                params={{ project: project_uid, session: workspace.session_uid }}
                search={{}}
              >
                View session
              </Link>
            )}
            <Link
              className={live ? 'button' : 'button primary'}
              to="/projects/$project/workspaces/$workspace"
              params={{ project: project_uid, workspace: uid }}
              search={{}}
            >
              {live ? 'View jobs' : 'View workspace'}
            </Link>
          </>
        )
      }
    >
      <Panel title="Details">
        <dl className="facts">
          <TitleFact
            key={uid}
            title={workspace.title ?? 'Untitled'}
            save={(title) => callFunction('workspaces.set_title', { ...given, title })}
          />
          {live && (
            <Fact name="Status">
              <State status={workspace.status} />
            </Fact>
          )}
          {live && <Fact name="Workspace">{uid}</Fact>}
          <Fact name="Project">
            <Link to="/projects/$project" params={{ project: project_uid }} search={{}}>
              {project_uid}
            </Link>
          </Fact>
          <TagsFact
            targets={[{ kind: live ? 'session' : 'workspace', project: project_uid, uid }]}
            uids={workspace.tags}
          />
          <Fact name="Created">{formatTime(workspace.created_at)}</Fact>
          <Fact name="Created by">
            {workspace.created_by_user_id === null ? '–' : nameOf(people.get(workspace.created_by_user_id))}
          </Fact>
          <Fact name="Last accessed">{formatTime(last_accessed?.accessed_at)}</Fact>
          <Fact name="Last accessed by">
            {last_accessed === null ? '–' : accessed === undefined ? last_accessed.name : nameOf(accessed)}
          </Fact>
        </dl>
      </Panel>
      <DescriptionPanel
        key={`${project_uid} ${uid}`}
        text={workspace.description ?? ''}
        save={(description) => callFunction('workspaces.set_description', { ...given, description })}
      />
      <StatisticsPanel
        stats={workspace.workspace_stats}
        project={project_uid}
        workspace={uid}
        onRefresh={() =>
          void act(() => callFunction('projects.refresh_size', { project_uid }), 'Everything is being counted')
        }
      />
    </Sidebar>
  );
}
