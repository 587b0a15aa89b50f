import type { Project } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { confirm } from '../design/confirm.js';
import type { MenuEntry } from '../design/menu.js';
import { TextField } from '../design/field.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { countOf } from '../design/format.js';
import type { BrowseSearch } from './search.js';

/** What can be done with a project, for its menu and its palette. */
export function projectActions(project: Project, setSearch: (change: BrowseSearch) => void): MenuEntry[] {
  const { uid, title, archived, detached } = project;
  const given = { project_uid: uid };
  const closed = detached
    ? 'A detached project is shown for reference only.'
    : archived
      ? 'The project is archived: bring it back first.'
      : undefined;
  return [
    {
      label: 'New workspace',
      icon: 'workspaces',
      disabled: closed,
      onSelect: () => setSearch({ new: 'workspace', in: uid }),
    },
    {
      label: 'New session',
      icon: 'sessions',
      disabled: closed,
      onSelect: () => setSearch({ new: 'session', in: uid }),
    },
    { label: 'Files…', icon: 'folder', onSelect: () => setSearch({ new: 'files', in: uid }) },
    { label: 'Links to raw data…', icon: 'link', onSelect: () => setSearch({ new: 'links', in: uid }) },
    'line',
    {
      label: 'Clean up data…',
      icon: 'clear',
      disabled: closed,
      onSelect: () => setSearch({ new: 'clean-up', in: uid }),
    },
    {
      label: 'Move the directory…',
      icon: 'edit',
      disabled: closed,
      onSelect: () => setSearch({ new: 'move', in: uid }),
    },
    { label: 'Give to another owner…', icon: 'person', onSelect: () => setSearch({ new: 'owner', in: uid }) },
    ...(project.autodump_failed
      ? [
          {
            label: 'Write its records again',
            icon: 'refresh' as const,
            onSelect: () => void act(() => callFunction('projects.reset_autodump', given)),
          },
        ]
      : []),
    ...(project.import_status === 'failed'
      ? [
          {
            label: 'Use it although attaching failed',
            icon: 'check' as const,
            onSelect: () => void act(() => callFunction('projects.accept_failed_attach', given)),
          },
        ]
      : []),
    'line',
    archived
      ? { label: 'Bring back from archive', icon: 'archive', onSelect: () => askUnarchive(project) }
      : {
          label: 'Archive project',
          icon: 'archive',
          disabled: closed,
          onSelect: () =>
            confirm({
              title: `Archive ${uid}?`,
              body: (
                <p>
                  Nothing in <strong>{title}</strong> can be changed or run while it is archived, and its directory may
                  be moved to slower storage. A record stays here, and the project can be brought back.
                </p>
              ),
              action: 'Archive',
              run: () => act(() => callFunction('projects.archive', given), `${uid} is archived`),
            }),
        },
    {
      label: 'Clear intermediate results',
      icon: 'clear',
      disabled: closed,
      onSelect: () =>
        confirm({
          title: `Clear intermediate results of ${uid}?`,
          body: <p>Results of iterations before the last are removed from disk. Final results stay.</p>,
          action: 'Clear',
          run: () => act(() => callFunction('projects.clear_intermediate_results', given)),
        }),
    },
    {
      label: 'Detach project',
      icon: 'detach',
      disabled: closed,
      onSelect: () =>
        confirm({
          title: `Detach ${uid}?`,
          body: (
            <p>
              The directory <code>{project.project_dir}</code> is let go, so that another instance may attach it. Here
              the project is shown for reference only from then on.
            </p>
          ),
          action: 'Detach',
          danger: true,
          run: () => act(() => callFunction('projects.detach', given), `${uid} is detached`),
        }),
    },
    'line',
    {
      label: 'Delete project',
      icon: 'trash',
      danger: true,
      onSelect: () =>
        confirm({
          title: `Delete ${uid}?`,
          body: <DeletePreview project={project} />,
          action: 'Delete for good',
          danger: true,
          run: () => act(() => callFunction('projects.delete', given), `${uid} is being deleted`),
        }),
    },
  ];
}

function DeletePreview({ project }: { project: Project }): ReactNode {
  const { data } = useCall('projects.preview_delete', { project_uid: project.uid });
  return (
    <>
      <p>
        <strong>{project.title}</strong> is removed with{' '}
        {data === undefined
          ? 'all that it holds'
          : `${countOf(data.workspaces.length, 'workspace')} and ${countOf(data.jobs.length, 'job')}`}
        : micrographs, particles and everything else that was made in it. Movies and other data that were imported stay
        where they are.
      </p>
      <p className="notice danger">
        <span>
          <code>{project.project_dir}</code> is deleted. This cannot be taken back.
        </span>
      </p>
    </>
  );
}

function askUnarchive(project: Project): void {
  const place = { path: project.project_dir };
  confirm({
    title: `Bring ${project.uid} back from archive`,
    body: <PathField start={project.project_dir} onChange={(path) => (place.path = path)} />,
    action: 'Bring back',
    run: () =>
      act(
        () => callFunction('projects.unarchive', { project_uid: project.uid, path: place.path }),
        `${project.uid} is back`,
      ),
  });
}

function PathField({ start, onChange }: { start: string; onChange: (path: string) => void }): ReactNode {
  const [path, setPath] = useState(start);
  return (
    <TextField
      label="Directory of the project now"
      value={path}
      onChange={(next) => {
        setPath(next);
        onChange(next);
      }}
    />
  );
}
