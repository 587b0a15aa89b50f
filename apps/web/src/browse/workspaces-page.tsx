import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { Session, Workspace } from '@vitreous/schema';
import { lazy, Suspense, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { countOf, formatCount, formatDay } from '../design/format.js';
import { Icon } from '../design/icon.js';
import { Markdown } from '../design/markdown.js';
import { nameOf, usePeople, type Person } from '../server/account.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { HeaderActions } from '../shell/header-slot.js';
import { Empty, Trouble } from '../shell/page-states.js';
import { BrowseList, type MenuOpener } from './browse-list.js';
import { CardHead } from './card-head.js';
import { CreateWorkspace } from './create-workspace.js';
import { factsOfWorkspace } from './facts.js';
import type { Column } from './item-table.js';
import { JobCategories } from './job-categories.js';
import { JobTrack } from './job-track.js';
import { ProjectSidebar } from './project-sidebar.js';
import { ProjectTabs } from './project-tabs.js';
import { DescriptionCell } from './projects-page.js';
import { useBrowseSearch } from './search.js';
import { State } from './state.js';
import { TagPills } from './tags.js';
import { workspaceActions } from './workspace-actions.js';
import { WorkspaceSidebar } from './workspace-sidebar.js';

type Any = Workspace | Session;

const SessionCard = lazy(() =>
  import('../sessions/session-card.js').then((module) => ({ default: module.SessionCard })),
);

export function ProjectWorkspacesPage(): ReactNode {
  const { project = '' } = useParams({ strict: false });
  return <ProjectLists project={project} kind="workspace" />;
}

export function ProjectSessionsPage(): ReactNode {
  const { project = '' } = useParams({ strict: false });
  return <ProjectLists project={project} kind="session" />;
}

export function AllWorkspacesPage(): ReactNode {
  return <Workspaces kind="workspace" project={undefined} />;
}

function ProjectLists({ project, kind }: { project: string; kind: 'workspace' | 'session' }): ReactNode {
  return (
    <div className="with-tabs">
      <ProjectTabs project={project} />
      <Workspaces key={`${project} ${kind}`} kind={kind} project={project} />
    </div>
  );
}

function Workspaces({ kind, project }: { kind: 'workspace' | 'session'; project: string | undefined }): ReactNode {
  const within = project === undefined ? {} : { project_uid: [project] };
  const { data, error, refetch } = useCall('workspaces.find', { ...within, limit: 0 });
  const holder = useCall('projects.find_one', { project_uid: project ?? '' }, { enabled: project !== undefined }).data;
  const [, setSearch] = useBrowseSearch();
  const navigate = useNavigate();
  const people = usePeople();
  if (data === undefined && error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  const onNew = (): void => setSearch({ new: kind });
  const shown = data?.filter(({ workspace_type }) => kind === 'workspace' || workspace_type === 'live');
  const open = (one: Any): void =>
    void (kind === 'session' && one.workspace_type === 'live'
      ? navigate({
          to: '/projects/$project/sessions/$session',
          params: { project: one.project_uid, session: one.session_uid },
          search: {},
        })
      : navigate({
          to: '/projects/$project/workspaces/$workspace',
          params: { project: one.project_uid, workspace: one.uid },
          search: {},
        }));
  return (
    <>
      <HeaderActions>
        <Button
          tone="primary"
          icon="plus"
          onClick={onNew}
          disabled={holder?.archived === true || holder?.detached === true}
        >
          New {kind}
        </Button>
      </HeaderActions>
      <BrowseList
        thing={kind}
        items={shown?.map((item) => ({ item, facts: factsOfWorkspace(item) }))}
        columns={columnsOf(people, project === undefined)}
        views={['cards', 'table']}
        cardWidth={kind === 'session' ? 460 : 320}
        usualSort="-created"
        renderCard={({ item }, menu) =>
          kind === 'session' && item.workspace_type === 'live' ? (
            <Suspense fallback={null}>
              <SessionCard session={item} menu={menu} />
            </Suspense>
          ) : (
            <WorkspaceCard workspace={item} menu={menu} people={people} />
          )
        }
        renderSidebar={({ item }, onDeselect) => <WorkspaceSidebar workspace={item} onDeselect={onDeselect} />}
        fallbackSidebar={holder !== undefined && <ProjectSidebar project={holder} />}
        actionsOf={(workspace) => workspaceActions(workspace, setSearch)}
        targetOf={({ project_uid, uid, workspace_type }) => ({
          kind: workspace_type === 'live' ? 'session' : 'workspace',
          project: project_uid,
          uid,
        })}
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
          project === undefined ? (
            <Empty icon="workspaces" title={`There is no ${kind} yet`}>
              <p>Open a project to make one.</p>
            </Empty>
          ) : (
            <CreateWorkspace inline kind={kind} project={project} />
          )
        }
      />
    </>
  );
}

function columnsOf(people: ReadonlyMap<string, Person>, withProject: boolean): Column<Any>[] {
  return [
    ...(withProject
      ? [
          {
            name: 'project',
            title: 'Project',
            width: '64px',
            render: ({ item }: { item: Any }): ReactNode => item.project_uid,
          },
        ]
      : []),
    {
      name: 'uid',
      title: 'Number',
      width: '64px',
      sort: 'number',
      render: ({ facts }) => <b className="uid">{facts.uid}</b>,
    },
    {
      name: 'title',
      title: 'Title',
      width: 'minmax(140px, 1.6fr)',
      sort: 'title',
      render: ({ facts }) => facts.title,
    },
    {
      name: 'kind',
      title: 'Kind',
      width: '90px',
      render: ({ item }) => (item.workspace_type === 'live' ? <State status={item.status} /> : 'Workspace'),
    },
    {
      name: 'description',
      title: 'Description',
      width: 'minmax(100px, 1.4fr)',
      spare: 6,
      render: ({ facts }) => <DescriptionCell text={facts.description} />,
    },
    {
      name: 'tags',
      title: 'Tags',
      width: 'minmax(70px, 1fr)',
      spare: 4,
      render: ({ item }) => <TagPills uids={item.tags} />,
    },
    {
      name: 'jobs',
      title: 'Jobs',
      width: '60px',
      number: true,
      sort: 'jobs',
      render: ({ facts }) => formatCount(facts.jobs),
    },
    {
      name: 'creator',
      title: 'Created by',
      width: 'minmax(80px, 0.8fr)',
      spare: 5,
      render: ({ facts }) => (facts.creatorId === null ? '–' : nameOf(people.get(facts.creatorId))),
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
}

interface CardProps {
  readonly workspace: Any;
  readonly menu: MenuOpener;
  readonly people: ReadonlyMap<string, Person>;
}

function WorkspaceCard({ workspace, menu, people }: CardProps): ReactNode {
  const facts = factsOfWorkspace(workspace);
  const { uid, project_uid, workspace_stats: stats } = workspace;
  const params = { project: project_uid, workspace: uid };
  return (
    <>
      <CardHead facts={facts} menu={menu}>
        {workspace.workspace_type === 'live' && <State status={workspace.status} />}
      </CardHead>
      <JobTrack project={project_uid} workspace={uid} />
      <div className="card-body">
        <div className="by">
          Created {formatDay(workspace.created_at)}
          {facts.creatorId !== null && ` by ${nameOf(people.get(facts.creatorId))}`}
        </div>
        <JobCategories counts={stats.job_sections} params={params} />
        <TagPills uids={workspace.tags} />
        {facts.description !== '' && (
          <div className="clamp">
            <Markdown text={facts.description} />
          </div>
        )}
      </div>
      <footer className="card-foot">
        <Link to="/projects/$project/workspaces/$workspace" params={params} search={{}}>
          {stats.job_count === 0 ? 'No jobs' : `View ${countOf(stats.job_count, 'job')}`}
          <Icon name="right" />
        </Link>
      </footer>
    </>
  );
}
