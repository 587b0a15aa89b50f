import { useNavigate, useParams } from '@tanstack/react-router';
import type { Job } from '@vitreous/schema';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import '../jobs/jobs.css';
import { Button } from '../design/button.js';
import { formatBytes, formatTime } from '../design/format.js';
import { Icon } from '../design/icon.js';
import { Markdown } from '../design/markdown.js';
import { MenuButton } from '../design/menu-button.js';
import type { MenuEntry } from '../design/menu.js';
import { jobActions } from '../jobs/job-actions.js';
import { JobBuilder } from '../jobs/job-builder.js';
import { JobSidebar } from '../jobs/job-sidebar.js';
import { JobTree } from '../jobs/job-tree.js';
import { useJobTypes, type JobTypes } from '../jobs/job-types.js';
import { OutputList } from '../jobs/output-list.js';
import { QueueDialog } from '../jobs/queue-dialog.js';
import { severalActions } from '../jobs/several-actions.js';
import { SeveralJobs } from '../jobs/several-jobs.js';
import { runTimeOf } from '../jobs/run-time.js';
import { nameOf, usePeople, type Person } from '../server/account.js';
import { act } from '../server/act.js';
import { callFunction, pictureUrl } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { HeaderActions } from '../shell/header-slot.js';
import { isTyping } from '../shell/is-typing.js';
import { Empty, Trouble } from '../shell/page-states.js';
import { BrowseList, type MenuOpener } from './browse-list.js';
import { CardHead } from './card-head.js';
import { factsOfJob } from './facts.js';
import type { Column } from './item-table.js';
import { ProjectSidebar } from './project-sidebar.js';
import { ProjectTabs } from './project-tabs.js';
import { useBrowseSearch } from './search.js';
import type { Listed } from './select-items.js';
import { State } from './state.js';
import { TagPills } from './tags.js';
import { WorkspaceSidebar } from './workspace-sidebar.js';

export function AllJobsPage(): ReactNode {
  return <Jobs />;
}

export function ProjectJobsPage(): ReactNode {
  const { project = '' } = useParams({ strict: false });
  const holder = useCall('projects.find_one', { project_uid: project }).data;
  return (
    <div className="with-tabs">
      <ProjectTabs project={project} />
      <Jobs key={project} project={project} sidebar={holder !== undefined && <ProjectSidebar project={holder} />} />
    </div>
  );
}

export function WorkspaceJobsPage(): ReactNode {
  const { project = '', workspace = '' } = useParams({ strict: false });
  const { data, error, refetch } = useCall('workspaces.find_one', { project_uid: project, workspace_uid: workspace });
  const [building, setBuilding] = useState(false);
  useEffect(() => {
    // Opening is remembered; that it cannot be, in an archived project, does not keep anybody out.
    callFunction('workspaces.view', { project_uid: project, workspace_uid: workspace }).catch(() => undefined);
  }, [project, workspace]);
  if (data === undefined && error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  const onNew = (): void => setBuilding(true);
  return (
    <>
      <HeaderActions>
        <Button tone="primary" icon="plus" onClick={onNew}>
          New job
        </Button>
      </HeaderActions>
      <Jobs
        key={`${project} ${workspace}`}
        project={project}
        workspace={workspace}
        sidebar={data !== undefined && <WorkspaceSidebar workspace={data} onNewJob={onNew} />}
        onNew={onNew}
      />
      {building && <JobBuilder project={project} workspace={workspace} onClose={() => setBuilding(false)} />}
    </>
  );
}

interface Props {
  readonly project?: string;
  readonly workspace?: string;
  readonly sidebar?: ReactNode;
  readonly onNew?: () => void;
}

/** The newest jobs of the whole instance; all jobs of a project or a workspace. */
const mostEverywhere = 500;

function Jobs({ project, workspace, sidebar, onNew }: Props): ReactNode {
  const within = {
    ...(project === undefined ? {} : { project_uid: [project] }),
    ...(workspace === undefined ? {} : { workspace_uid: [workspace] }),
  };
  const limit = project === undefined ? mostEverywhere : 0;
  const { data, error, refetch } = useCall('jobs.find', { ...within, order: -1, limit });
  const types = useJobTypes();
  const people = usePeople();
  const navigate = useNavigate();
  const [, setSearch] = useBrowseSearch();
  const [outputs, setOutputs] = useState(false);
  const [queueing, setQueueing] = useState<readonly Job[]>([]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'o' && !isTyping(event)) setOutputs((before) => !before);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const items = useMemo(
    () => data?.map((item) => ({ item, facts: factsOfJob(item, types.categoryOf, types.titleOf) })),
    [data, types],
  );
  if (data === undefined && error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  const open = (job: Job): void => setSearch({ job: `${job.project_uid}-${job.uid}` });
  const goToWorkspaces = (): void => void navigate({ to: '/projects' });
  return (
    <>
      <BrowseList
        thing="job"
        items={items}
        columns={columnsOf(people, types, project === undefined)}
        views={project === undefined ? ['table', 'cards'] : ['cards', 'table', 'tree']}
        cardWidth={250}
        usualSort={project === undefined ? '-created' : 'created'}
        renderCard={(listed, menu) => <JobCard listed={listed} menu={menu} outputs={outputs} types={types} />}
        renderSidebar={({ item }, onDeselect) => (
          <JobSidebar key={`${item.project_uid} ${item.uid}`} job={item} onDeselect={onDeselect} />
        )}
        fallbackSidebar={sidebar}
        renderTree={(shown, tree) => <JobTree items={shown} {...tree} onOpen={open} />}
        renderSeveral={(chosen, onDeselect) => (
          <SeveralJobs jobs={chosen.map(({ item }) => item)} onDeselect={onDeselect} onQueue={setQueueing} />
        )}
        actionsOfSeveral={(chosen) => severalActions(chosen, setSearch, setQueueing)}
        actionsOf={(job) => jobActions(job, setSearch, () => setQueueing([job]))}
        targetOf={({ project_uid, uid }) => ({ kind: 'job', project: project_uid, uid })}
        onOpen={open}
        onStar={({ project_uid, uid }, starred) =>
          void act(() => callFunction(starred ? 'jobs.star_job' : 'jobs.unstar_job', { project_uid, job_uid: uid }))
        }
        onNew={onNew ?? goToWorkspaces}
        filters={
          <>
            <button
              type="button"
              className="pill"
              aria-pressed={outputs}
              title="Show the outputs on all cards (O)"
              onClick={() => setOutputs(!outputs)}
            >
              Outputs
            </button>
            <MenuButton
              label="Go to a job"
              icon="target"
              entries={jumpEntries(data ?? [], (job) => setSearch({ sel: `${job.project_uid}-${job.uid}` }))}
            />
          </>
        }
        empty={
          <Empty icon="jobs" title="There are no jobs yet">
            <p>
              {onNew === undefined
                ? 'Jobs are made inside a workspace.'
                : 'Begin with an import: it finds your movies or micrographs on disk. Then drag its output onto the input of the next job.'}
            </p>
            {onNew !== undefined && (
              <Button tone="primary" icon="plus" onClick={onNew}>
                New job
              </Button>
            )}
          </Empty>
        }
      />
      {queueing.length > 0 && <QueueDialog jobs={queueing} onClose={() => setQueueing([])} />}
    </>
  );
}

/** Ways to the job that was busy last. */
function jumpEntries(jobs: readonly Job[], select: (job: Job) => void): MenuEntry[] {
  const last = (when: (job: Job) => string | null): Job | undefined =>
    jobs.reduce<Job | undefined>((best, job) => {
      const time = when(job);
      return time !== null && (best === undefined || time > (when(best) ?? '')) ? job : best;
    }, undefined);
  const ways: readonly (readonly [string, Job | undefined])[] = [
    ['Last created', last(({ created_at }) => created_at)],
    ['Last started', last(({ running_at }) => running_at)],
    ['Last completed', last(({ completed_at }) => completed_at)],
    ['Last failed', last(({ failed_at, status }) => (status === 'failed' ? failed_at : null))],
    ['Waiting for a person', last(({ waiting_at, status }) => (status === 'waiting' ? waiting_at : null))],
  ];
  return ways.map(([label, job]) => ({
    label: job === undefined ? label : `${label}: ${job.uid}`,
    disabled: job === undefined ? 'There is none.' : undefined,
    onSelect: () => {
      if (job !== undefined) select(job);
    },
  }));
}

function columnsOf(people: ReadonlyMap<string, Person>, types: JobTypes, withProject: boolean): Column<Job>[] {
  const project: Column<Job> = {
    name: 'project',
    title: 'Project',
    width: '64px',
    render: ({ item }) => item.project_uid,
  };
  return [
    ...(withProject ? [project] : []),
    {
      name: 'uid',
      title: 'Job',
      width: '56px',
      sort: 'number',
      render: ({ facts }) => <b className="uid">{facts.uid}</b>,
    },
    {
      name: 'status',
      title: 'Status',
      width: '100px',
      sort: 'status',
      render: ({ item }) => <State status={item.status} />,
    },
    { name: 'title', title: 'Title', width: 'minmax(140px, 1.5fr)', sort: 'title', render: ({ facts }) => facts.title },
    {
      name: 'type',
      title: 'Type',
      width: 'minmax(120px, 1fr)',
      sort: 'type',
      render: ({ item }) => types.titleOf(item.spec.type),
    },
    {
      name: 'tags',
      title: 'Tags',
      width: 'minmax(60px, 0.8fr)',
      spare: 4,
      render: ({ item }) => <TagPills uids={item.tags} />,
    },
    {
      name: 'by',
      title: 'Created by',
      width: 'minmax(80px, 0.8fr)',
      spare: 5,
      render: ({ facts }) => (facts.creatorId === null ? '–' : nameOf(people.get(facts.creatorId))),
    },
    { name: 'ran', title: 'Ran for', width: '90px', number: true, spare: 3, render: ({ item }) => runTimeOf(item) },
    {
      name: 'size',
      title: 'Size',
      width: '76px',
      number: true,
      sort: 'size',
      render: ({ item }) => formatBytes(item.job_dir_size),
    },
    {
      name: 'created',
      title: 'Created',
      width: '124px',
      spare: 2,
      sort: 'created',
      render: ({ item }) => formatTime(item.created_at),
    },
  ];
}

function JobCard({
  listed: { item, facts },
  menu,
  outputs,
  types,
}: {
  listed: Listed<Job>;
  menu: MenuOpener;
  outputs: boolean;
  types: JobTypes;
}): ReactNode {
  const picture = item.ui_tile_images[0];
  return (
    <>
      <CardHead facts={facts} menu={menu} />
      <div className="tile">
        {picture === undefined ? (
          <Icon name={item.status === 'building' ? 'edit' : 'picture'} />
        ) : (
          <img src={pictureUrl(picture.fileid)} alt={`Of ${item.uid}`} loading="lazy" />
        )}
      </div>
      <div className="card-body">
        <div className="job-line">
          <State status={item.status} />
          <span className="by">{item.status === 'building' ? types.titleOf(item.spec.type) : runTimeOf(item)}</span>
        </div>
        <TagPills uids={item.tags} />
        {item.description !== '' && (
          <div className="clamp">
            <Markdown text={item.description} />
          </div>
        )}
        {outputs && <OutputList job={item} />}
      </div>
    </>
  );
}
