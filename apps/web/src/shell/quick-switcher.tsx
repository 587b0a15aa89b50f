import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { factsOfJob, factsOfProject, factsOfWorkspace, type Facts } from '../browse/facts.js';
import { Icon, type IconName } from '../design/icon.js';
import { useJobTypes } from '../jobs/job-types.js';
import { useMe } from '../server/account.js';
import { useCall } from '../server/use-call.js';
import { rankEntries, type JumpEntry } from './rank-entries.js';

const icons: Readonly<Record<Facts['kind'], IconName>> = {
  project: 'projects',
  workspace: 'workspaces',
  session: 'sessions',
  job: 'jobs',
};

const pages: readonly JumpEntry[] = [
  { key: '/projects', uid: '', title: 'All projects', where: 'Page', kind: 'page' },
  { key: '/workspaces', uid: '', title: 'All workspaces', where: 'Page', kind: 'page' },
  { key: '/sessions', uid: '', title: 'All Live sessions', where: 'Page', kind: 'page' },
  { key: '/jobs', uid: '', title: 'All jobs: the job history', where: 'Page', kind: 'page' },
  { key: '/queue', uid: '', title: 'Queue', where: 'Page', kind: 'page' },
  { key: '/account', uid: '', title: 'Your account', where: 'Page', kind: 'page' },
];

/** Goes to anything by a few letters of its title, or by its number. */
export function QuickSwitcher({ onClose }: { onClose: () => void }): ReactNode {
  const entries = useEntries();
  const me = useMe();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const { recentProjects, recentJobs, recentWorkspaces } = me.state;
  const recent = [
    ...recentJobs.slice(0, 4).map(({ project_uid, job_uid }) => `${project_uid}-${job_uid}`),
    ...recentWorkspaces.slice(0, 3).map(({ project_uid, workspace_uid }) => `${project_uid}-${workspace_uid}`),
    ...recentProjects.slice(0, 3),
  ];
  const shown = rankEntries(entries, text, recent).slice(0, 40);
  const go = (entry: JumpEntry | undefined): void => {
    if (entry === undefined) return;
    onClose();
    const [project = '', uid = ''] = entry.key.split('-');
    if (entry.kind === 'page') void navigate({ to: entry.key, search: {} });
    else if (entry.kind === 'project') void navigate({ to: '/projects/$project', params: { project }, search: {} });
    else if (entry.kind === 'job')
      void navigate({
        to: '/projects/$project/workspaces/$workspace',
        params: { project, workspace: entry.workspace ?? '' },
        search: { sel: entry.key, job: entry.key },
      });
    else if (entry.kind === 'session')
      void navigate({
        to: '/projects/$project/sessions/$session',
        params: { project, session: entry.uid },
        search: {},
      });
    else
      void navigate({
        to: '/projects/$project/workspaces/$workspace',
        params: { project, workspace: uid },
        search: {},
      });
  };
  const move = (to: number): void => {
    const next = Math.min(Math.max(to, 0), shown.length - 1);
    setAt(next);
    document.getElementById(`jump-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <dialog
      ref={dialog}
      className="dialog switcher"
      aria-label="Jump to"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={({ target, currentTarget }) => {
        if (target === currentTarget) onClose();
      }}
    >
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls="jump-list"
        aria-activedescendant={shown.length === 0 ? undefined : `jump-${at}`}
        aria-label="Title or number"
        placeholder="Title or number of a project, workspace, session or job"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') move(at + 1);
          else if (event.key === 'ArrowUp') move(at - 1);
          else if (event.key === 'Enter') go(shown[at]);
          else return;
          event.preventDefault();
        }}
      />
      <div id="jump-list" className="switcher-list" role="listbox" aria-label="What fits" tabIndex={-1}>
        {shown.map((entry, index) => (
          <div
            key={entry.key}
            id={`jump-${index}`}
            role="option"
            aria-selected={index === at}
            onMouseMove={() => setAt(index)}
            onClick={() => go(entry)}
          >
            <Icon name={entry.kind === 'page' ? 'right' : icons[entry.kind]} />
            {entry.uid !== '' && <span className="uid">{entry.uid}</span>}
            <span className="one-line">{entry.title}</span>
            <span className="where">{entry.where}</span>
          </div>
        ))}
      </div>
      {shown.length === 0 && <p className="faint switcher-none">Nothing fits “{text}”.</p>}
    </dialog>
  );
}

function useEntries(): JumpEntry[] {
  const types = useJobTypes();
  const projects = useCall('projects.find', { limit: 0 }).data ?? [];
  const workspaces = useCall('workspaces.find', { limit: 0 }).data ?? [];
  const jobs = useCall('jobs.find', { order: -1, limit: 1000 }).data ?? [];
  const titles = new Map(projects.map(({ uid, title }) => [uid, title]));
  const where = (project: string): string => `${project} ${titles.get(project) ?? ''}`;
  return [
    ...pages,
    ...projects.map((project) => ({ ...factsOfProject(project), where: 'Project' })),
    ...workspaces.map((workspace) => ({ ...factsOfWorkspace(workspace), where: where(workspace.project_uid) })),
    ...jobs.map((job) => ({
      ...factsOfJob(job, types.categoryOf, types.titleOf),
      where: where(job.project_uid),
      workspace: job.workspace_uids[0],
    })),
  ];
}
