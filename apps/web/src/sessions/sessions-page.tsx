import { useNavigate } from '@tanstack/react-router';
import type { Project, Session } from '@vitreous/schema';
import type { ReactNode } from 'react';
import './sessions.css';
import { BrowseList } from '../browse/browse-list.js';
import { factsOfWorkspace } from '../browse/facts.js';
import type { Column } from '../browse/item-table.js';
import { listOf, toggled, useBrowseSearch } from '../browse/search.js';
import { State } from '../browse/state.js';
import { TagPills } from '../browse/tags.js';
import { workspaceActions } from '../browse/workspace-actions.js';
import { WorkspaceSidebar } from '../browse/workspace-sidebar.js';
import { Button } from '../design/button.js';
import { countOf, formatCount, formatDay } from '../design/format.js';
import { nameOf, usePeople } from '../server/account.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { HeaderActions } from '../shell/header-slot.js';
import { Empty, Trouble } from '../shell/page-states.js';
import { SessionCard } from './session-card.js';

/** Live sessions of all projects, or of those that are selected at the left. */
export function SessionsPage(): ReactNode {
  const { data, error, refetch } = useCall('workspaces.find', { limit: 0 });
  const { data: projects = [] } = useCall('projects.find', { limit: 0 });
  const [search, setSearch] = useBrowseSearch();
  const navigate = useNavigate();
  if (data === undefined && error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  const sessions = data?.filter((workspace) => workspace.workspace_type === 'live');
  const chosen = listOf(search.projects);
  const shown = sessions?.filter(({ project_uid }) => chosen.length === 0 || chosen.includes(project_uid));
  const onNew = (): void => setSearch({ new: 'session' });
  const open = ({ project_uid, session_uid }: Session): void =>
    void navigate({
      to: '/projects/$project/sessions/$session',
      params: { project: project_uid, session: session_uid },
      search: {},
    });
  return (
    <div className="sessions">
      <HeaderActions>
        <Button tone="primary" icon="plus" onClick={onNew}>
          New session
        </Button>
      </HeaderActions>
      {sessions !== undefined && sessions.length > 0 && (
        <ProjectsBar
          projects={projects}
          sessions={sessions}
          chosen={chosen}
          onChoose={(list) => setSearch({ projects: list })}
        />
      )}
      <BrowseList
        thing="session"
        items={shown?.map((item) => ({ item, facts: factsOfWorkspace(item) }))}
        columns={columns}
        views={['cards', 'table']}
        cardWidth={460}
        usualSort="-created"
        renderCard={({ item }, menu) => <SessionCard session={item} menu={menu} />}
        renderSidebar={({ item }, onDeselect) => <WorkspaceSidebar workspace={item} onDeselect={onDeselect} />}
        actionsOf={(session) => workspaceActions(session, setSearch)}
        targetOf={({ project_uid, uid }) => ({ kind: 'session', project: project_uid, uid })}
        onOpen={open}
        onStar={({ project_uid, uid }, starred) =>
          void act(() =>
            callFunction(starred ? 'workspaces.star_workspace' : 'workspaces.unstar_workspace', {
              project_uid,
              workspace_uid: uid,
            }),
          )
        }
        onNew={onNew}
        empty={
          <Empty icon="sessions" title="There is no Live session yet">
            <p>
              A session takes movies while the microscope writes them: motion, CTF, particles and classes as they come.
            </p>
            <Button tone="primary" icon="plus" onClick={onNew}>
              New session
            </Button>
          </Empty>
        }
      />
    </div>
  );
}

const columns: readonly Column<Session>[] = [
  { name: 'project', title: 'Project', width: '64px', render: ({ item }) => item.project_uid },
  {
    name: 'uid',
    title: 'Session',
    width: '64px',
    sort: 'number',
    render: ({ facts }) => <b className="uid">{facts.uid}</b>,
  },
  { name: 'title', title: 'Title', width: 'minmax(140px, 1.4fr)', sort: 'title', render: ({ facts }) => facts.title },
  {
    name: 'status',
    title: 'Status',
    width: '110px',
    sort: 'status',
    render: ({ item }) => <State status={item.status} />,
  },
  {
    name: 'exposures',
    title: 'Exposures',
    width: '84px',
    number: true,
    render: ({ item }) => formatCount(item.stats.total_exposures),
  },
  {
    name: 'accepted',
    title: 'Accepted',
    width: '80px',
    spare: 1,
    number: true,
    render: ({ item }) => formatCount(item.stats.total_accepted),
  },
  {
    name: 'particles',
    title: 'Particles',
    width: '84px',
    number: true,
    render: ({ item }) => formatCount(item.stats.total_extracted_particles),
  },
  {
    name: 'tags',
    title: 'Tags',
    width: 'minmax(70px, 1fr)',
    spare: 3,
    render: ({ item }) => <TagPills uids={item.tags} />,
  },
  {
    name: 'created',
    title: 'Created',
    width: '92px',
    spare: 2,
    sort: 'created',
    render: ({ facts }) => formatDay(facts.createdAt),
  },
];

/** Projects that have sessions; those that are selected narrow the list, none selected shows all. */
function ProjectsBar({
  projects,
  sessions,
  chosen,
  onChoose,
}: {
  projects: readonly Project[];
  sessions: readonly Session[];
  chosen: readonly string[];
  onChoose: (list: string | undefined) => void;
}): ReactNode {
  const people = usePeople();
  const counts = new Map<string, number>();
  for (const { project_uid } of sessions) counts.set(project_uid, (counts.get(project_uid) ?? 0) + 1);
  return (
    <nav className="projects-bar" aria-label="Projects with sessions">
      <button type="button" aria-pressed={chosen.length === 0} onClick={() => onChoose(undefined)}>
        <strong>All projects</strong>
        <span className="by">{countOf(sessions.length, 'session')}</span>
      </button>
      {projects
        .filter(({ uid }) => counts.has(uid))
        .map(({ uid, title, owner_user_id, created_at }) => (
          <button
            key={uid}
            type="button"
            aria-pressed={chosen.includes(uid)}
            onClick={() => onChoose(toggled(chosen.join(','), uid))}
          >
            <span className="one-line">
              <span className="uid">{uid}</span> <strong>{title}</strong>
            </span>
            <span className="by">
              {countOf(counts.get(uid) ?? 0, 'session')} · {nameOf(people.get(owner_user_id))}
            </span>
            <span className="by">{formatDay(created_at)}</span>
          </button>
        ))}
    </nav>
  );
}
