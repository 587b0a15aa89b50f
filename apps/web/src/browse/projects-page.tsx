import { Link, useNavigate } from '@tanstack/react-router';
import type { Project } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { Button } from '../design/button.js';
import { countOf, formatBytes, formatCount, formatDay } from '../design/format.js';
import { Icon } from '../design/icon.js';
import { Markdown } from '../design/markdown.js';
import { Tip } from '../design/tip.js';
import { nameOf, usePeople, type Person } from '../server/account.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { HeaderActions } from '../shell/header-slot.js';
import { Trouble } from '../shell/page-states.js';
import { BrowseList, type MenuOpener } from './browse-list.js';
import { CardHead } from './card-head.js';
import { CreateProject } from './create-project.js';
import { factsOfProject } from './facts.js';
import type { Column } from './item-table.js';
import { JobTrack } from './job-track.js';
import { projectActions } from './project-actions.js';
import { ProjectSidebar } from './project-sidebar.js';
import { useBrowseSearch } from './search.js';
import type { Listed } from './select-items.js';
import { State } from './state.js';
import { TagPills } from './tags.js';

export function ProjectsPage(): ReactNode {
  const { data, error, refetch } = useCall('projects.find', { limit: 0 });
  const [, setSearch] = useBrowseSearch();
  const navigate = useNavigate();
  const people = usePeople();
  if (data === undefined && error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  const onNew = (): void => setSearch({ new: 'project' });
  return (
    <>
      <HeaderActions>
        <Button icon="link" onClick={() => setSearch({ new: 'attach' })}>
          Attach
        </Button>
        <Button tone="primary" icon="plus" onClick={onNew}>
          New project
        </Button>
      </HeaderActions>
      <BrowseList
        thing="project"
        items={data?.map((item) => ({ item, facts: factsOfProject(item) }))}
        columns={columnsOf(people)}
        views={['cards', 'table']}
        cardWidth={330}
        usualSort="-created"
        renderCard={({ item }, menu) => <ProjectCard project={item} menu={menu} people={people} />}
        renderSidebar={({ item }, onDeselect) => <ProjectSidebar project={item} onDeselect={onDeselect} />}
        actionsOf={(project) => projectActions(project, setSearch)}
        targetOf={({ uid }) => ({ kind: 'project', project: uid, uid })}
        onOpen={({ uid }) => void navigate({ to: '/projects/$project', params: { project: uid }, search: {} })}
        onStar={({ uid }, starred) =>
          void act(() =>
            callFunction(starred ? 'projects.star_project' : 'projects.unstar_project', { project_uid: uid }),
          )
        }
        onNew={onNew}
        empty={<CreateProject inline />}
      />
    </>
  );
}

function columnsOf(people: ReadonlyMap<string, Person>): Column<Project>[] {
  return [
    {
      name: 'uid',
      title: 'Project',
      width: '70px',
      sort: 'number',
      render: ({ facts }) => <b className="uid">{facts.uid}</b>,
    },
    { name: 'title', title: 'Title', width: 'minmax(160px, 1.6fr)', sort: 'title', render: ({ facts }) => facts.title },
    {
      name: 'description',
      title: 'Description',
      width: 'minmax(100px, 1.4fr)',
      spare: 6,
      render: ({ item }) => <DescriptionCell text={item.description} />,
    },
    {
      name: 'tags',
      title: 'Tags',
      width: 'minmax(80px, 1fr)',
      spare: 4,
      render: ({ item }) => <TagPills uids={item.tags} />,
    },
    {
      name: 'workspaces',
      title: 'Workspaces',
      width: '84px',
      spare: 3,
      number: true,
      render: ({ item }) => formatCount(item.project_stats.workspace_count),
    },
    {
      name: 'sessions',
      title: 'Sessions',
      width: '70px',
      spare: 3,
      number: true,
      render: ({ item }) => formatCount(item.project_stats.session_count),
    },
    {
      name: 'jobs',
      title: 'Jobs',
      width: '60px',
      number: true,
      sort: 'jobs',
      render: ({ item }) => formatCount(item.project_stats.job_count),
    },
    {
      name: 'size',
      title: 'Size',
      width: '78px',
      number: true,
      sort: 'size',
      render: ({ item }) => formatBytes(item.size),
    },
    {
      name: 'owner',
      title: 'Created by',
      width: 'minmax(90px, 0.8fr)',
      spare: 5,
      render: ({ item }) => nameOf(people.get(item.owner_user_id)),
    },
    {
      name: 'created',
      title: 'Created',
      width: '92px',
      spare: 2,
      sort: 'created',
      render: ({ item }) => formatDay(item.created_at),
    },
  ];
}

/** The first line; all of it, rendered, under the pointer. */
export function DescriptionCell({ text }: { text: string }): ReactNode {
  if (text === '') return <span className="faint">–</span>;
  return (
    <Tip more={<Markdown text={text} />}>
      {
        text
          .replace(/[#*_`>|]+/g, '')
          .trim()
          .split('\n')[0]
      }
    </Tip>
  );
}

interface CardProps {
  readonly project: Project;
  readonly menu: MenuOpener;
  readonly people: ReadonlyMap<string, Person>;
}

function ProjectCard({ project, menu, people }: CardProps): ReactNode {
  const { uid, project_stats: stats } = project;
  const listed: Listed<Project> = { item: project, facts: factsOfProject(project) };
  const only = stats.workspace_count - stats.session_count;
  const inside = [
    ...(only > 0 ? [countOf(only, 'workspace')] : []),
    ...(stats.session_count > 0 ? [countOf(stats.session_count, 'session')] : []),
  ];
  return (
    <>
      <CardHead facts={listed.facts} menu={menu}>
        {(project.archived || project.detached) && <State status={project.detached ? 'detached' : 'archived'} />}
      </CardHead>
      <JobTrack project={uid} />
      <div className="card-body">
        <div className="by">
          Created {formatDay(project.created_at)} by {nameOf(people.get(project.owner_user_id))}
        </div>
        <TagPills uids={project.tags} />
        {project.description !== '' && (
          <div className="clamp">
            <Markdown text={project.description} />
          </div>
        )}
      </div>
      <footer className="card-foot">
        <Link to="/projects/$project" params={{ project: uid }} search={{}}>
          {inside.length === 0 ? 'No workspaces' : `View ${inside.join(' and ')}`}
          <Icon name="right" />
        </Link>
      </footer>
    </>
  );
}
