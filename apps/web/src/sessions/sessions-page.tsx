import { Link, useNavigate } from '@tanstack/react-router';
import type { Exposure, Project, Session } from '@vitreous/schema';
import { useMemo, useState, type ReactNode } from 'react';
import '../live/live.css';
import './sessions.css';
import { BrowseList, type MenuOpener } from '../browse/browse-list.js';
import { CardHead } from '../browse/card-head.js';
import { factsOfWorkspace } from '../browse/facts.js';
import type { Column } from '../browse/item-table.js';
import { JobTrack } from '../browse/job-track.js';
import { listOf, toggled, useBrowseSearch } from '../browse/search.js';
import { State } from '../browse/state.js';
import { TagPills } from '../browse/tags.js';
import { workspaceActions } from '../browse/workspace-actions.js';
import { WorkspaceSidebar } from '../browse/workspace-sidebar.js';
import { JobCategories } from '../browse/workspaces-page.js';
import { Button } from '../design/button.js';
import { Dialog } from '../design/dialog.js';
import { countOf, formatCount, formatDay } from '../design/format.js';
import { Icon } from '../design/icon.js';
import { Markdown } from '../design/markdown.js';
import { nameOf, usePeople } from '../server/account.js';
import { act } from '../server/act.js';
import { callFunction, pictureUrl } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { MicrographViewer } from '../live/micrograph-viewer.js';
import { readExposure } from '../live/seen-exposure.js';
import { useSources } from '../live/use-sources.js';
import { HeaderActions } from '../shell/header-slot.js';
import { Empty, Trouble } from '../shell/page-states.js';
import { SessionNumbers } from './session-numbers.js';

/** Live sessions of all projects, or of those that are selected at the left. */
export function SessionsPage(): ReactNode {
  const { data, error, refetch } = useCall('workspaces.find', { limit: 0 });
  const { data: projects = [] } = useCall('projects.find', { limit: 0 });
  const [search, setSearch] = useBrowseSearch();
  const navigate = useNavigate();
  if (data === undefined && error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  const sessions = data?.filter((workspace) => workspace.workspace_type === 'live');
  const chosen = listOf(search.in);
  const shown = sessions?.filter(({ project_uid }) => chosen.length === 0 || chosen.includes(project_uid));
  const onNew = (): void => setSearch({ new: 'session', in: undefined });
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
          onToggle={(uid) => setSearch({ in: toggled(search.in, uid) })}
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
        actionsOf={(session) => workspaceActions(session)}
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
  { name: 'tags', title: 'Tags', width: 'minmax(70px, 1fr)', render: ({ item }) => <TagPills uids={item.tags} /> },
  {
    name: 'created',
    title: 'Created',
    width: '92px',
    sort: 'created',
    render: ({ facts }) => formatDay(facts.createdAt),
  },
];

/** Projects that have sessions; those that are selected narrow the list, none selected shows all. */
function ProjectsBar({
  projects,
  sessions,
  chosen,
  onToggle,
}: {
  projects: readonly Project[];
  sessions: readonly Session[];
  chosen: readonly string[];
  onToggle: (uid: string) => void;
}): ReactNode {
  const people = usePeople();
  const counts = new Map<string, number>();
  for (const { project_uid } of sessions) counts.set(project_uid, (counts.get(project_uid) ?? 0) + 1);
  return (
    <nav className="projects-bar" aria-label="Projects with sessions">
      {projects
        .filter(({ uid }) => counts.has(uid))
        .map(({ uid, title, owner_user_id, created_at }) => (
          <button key={uid} type="button" aria-pressed={chosen.includes(uid)} onClick={() => onToggle(uid)}>
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

function SessionCard({ session, menu }: { session: Session; menu: MenuOpener }): ReactNode {
  const people = usePeople();
  const { uid, project_uid, description, created_by_user_id } = session;
  const params = { project: project_uid, workspace: uid };
  return (
    <>
      <CardHead facts={factsOfWorkspace(session)} menu={menu}>
        <State status={session.status} />
      </CardHead>
      <div className="session-preview">
        <LatestExposure session={session} />
        <JobTrack project={project_uid} workspace={uid} />
      </div>
      <SessionNumbers session={session} />
      <div className="card-body">
        <div className="by">
          {project_uid} · created {formatDay(session.created_at)}
          {created_by_user_id !== null && ` by ${nameOf(people.get(created_by_user_id))}`}
        </div>
        <JobCategories counts={session.workspace_stats.job_sections} params={params} />
        <TagPills uids={session.tags} />
        {description !== null && description !== '' && (
          <div className="clamp">
            <Markdown text={description} />
          </div>
        )}
      </div>
      <footer className="card-foot">
        <Link
          to="/projects/$project/sessions/$session"
          params={{ project: project_uid, session: session.session_uid }}
          search={{}}
        >
          View session
          <Icon name="sessions" />
        </Link>
        <Link to="/projects/$project/workspaces/$workspace" params={params} search={{}}>
          View jobs
          <Icon name="right" />
        </Link>
      </footer>
    </>
  );
}

/** The newest exposure that has a picture; pressing it shows it from near. */
function LatestExposure({ session }: { session: Session }): ReactNode {
  const [near, setNear] = useState(false);
  const { project_uid, session_uid } = session;
  const { data } = useCall('exposures.find', {
    project_uid: [project_uid],
    session_uid: [session_uid],
    order: -1,
    limit: 12,
  });
  const newest = data?.find(({ preview_img_1x }) => preview_img_1x.length > 0);
  if (newest === undefined) {
    return (
      <span className="exposure-preview">
        <Icon name="picture" />
      </span>
    );
  }
  const small = newest.preview_img_1x[0] ?? '';
  return (
    <>
      <button
        type="button"
        className="exposure-preview"
        onClick={(event) => {
          event.stopPropagation();
          setNear(true);
        }}
      >
        <img src={pictureUrl(small)} alt={`Exposure ${newest.uid}, enlarge`} />
      </button>
      {near && (
        <Dialog title={`${session_uid}, exposure ${newest.uid}`} kind="large" onClose={() => setNear(false)}>
          <NearExposure session={session} exposure={newest} />
        </Dialog>
      )}
    </>
  );
}

function NearExposure({ session, exposure }: { session: Session; exposure: Exposure }): ReactNode {
  const [height = 1024, width = 1024] = exposure.micrograph_shape;
  return (
    <MicrographViewer
      label={`Micrograph of exposure ${exposure.uid}`}
      {...useSources(session, readExposure(exposure))}
      size={useMemo(() => ({ width, height }), [width, height])}
      pixelSizeA={exposure.micrograph_psize}
    />
  );
}
