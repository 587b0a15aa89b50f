import type { Job, JobStatus } from '@vitreous/schema';
import type { BrowseSearch } from '../browse/search.js';
import { confirm } from '../design/confirm.js';
import type { MenuEntry } from '../design/menu.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';

const active: readonly JobStatus[] = ['queued', 'launched', 'started', 'running', 'waiting'];

export function isActive({ status }: Job): boolean {
  return active.includes(status);
}

/** Whether a job is built, and nothing is missing or wrong in it. */
export function canBeQueued({ status, spec, build_errors }: Job): boolean {
  return status === 'building' && spec.type !== 'snowflake' && build_errors.length === 0;
}

/** What can be done with a job, for its menu, its palette and its dialog. */
export function jobActions(job: Job, setSearch: (change: BrowseSearch) => void, onQueue: () => void): MenuEntry[] {
  const { uid, project_uid, status } = job;
  const given = { project_uid, job_uid: uid };
  const external = job.spec.type === 'snowflake';
  const built = status === 'building';
  const key = `${project_uid}-${uid}`;
  return [
    ...(built && !external
      ? [
          {
            label: 'Queue…',
            icon: 'play' as const,
            disabled:
              job.build_errors.length > 0 ? 'Something is missing or wrong in the job: see its sidebar.' : undefined,
            onSelect: onQueue,
          },
        ]
      : []),
    ...(isActive(job)
      ? [
          {
            label: 'Kill',
            icon: 'stop' as const,
            danger: true,
            onSelect: () =>
              confirm({
                title: `Kill ${uid}?`,
                body: <p>What it has written stays; it can be cleared and run again.</p>,
                action: 'Kill',
                danger: true,
                run: () => act(() => callFunction('jobs.kill', given), `${uid} is killed`),
              }),
          },
        ]
      : []),
    { label: 'Clone…', icon: 'clone', onSelect: () => setSearch({ new: 'clone', in: key }) },
    ...(built && !external
      ? [
          {
            label: 'Apply a blueprint…',
            icon: 'copy' as const,
            onSelect: () => setSearch({ new: 'blueprints', in: key }),
          },
        ]
      : []),
    {
      label: 'Keep as a blueprint…',
      icon: 'copy',
      disabled: Object.keys(job.spec.params).length > 0 ? undefined : 'All its parameters have their defaults.',
      onSelect: () => setSearch({ new: 'make-blueprint', in: key }),
    },
    { label: 'Workspaces…', icon: 'workspaces', onSelect: () => setSearch({ new: 'workspaces', in: key }) },
    {
      label: job.is_final_result ? 'No longer a final result' : 'Mark as final result',
      icon: 'flag',
      disabled: status === 'completed' ? undefined : 'Only a completed job can be a final result.',
      onSelect: () =>
        void act(() => callFunction('jobs.set_final_result', { ...given, is_final_result: !job.is_final_result })),
    },
    ...(isActive(job) && !external
      ? [
          {
            label: 'Mark as failed',
            icon: 'warning' as const,
            onSelect: () =>
              confirm({
                title: `Mark ${uid} as failed?`,
                body: <p>Its worker is ended, and the job is failed from then on.</p>,
                action: 'Mark as failed',
                danger: true,
                run: () => act(() => callFunction('jobs.mark_failed', given)),
              }),
          },
        ]
      : []),
    ...(['killed', 'failed'].includes(status)
      ? [
          {
            label: 'Mark as completed',
            icon: 'check' as const,
            onSelect: () => void act(() => callFunction('jobs.mark_completed', given)),
          },
        ]
      : []),
    {
      label: 'Export',
      icon: 'share',
      disabled: status === 'completed' ? undefined : 'Only a completed job can be exported.',
      onSelect: () =>
        void act(
          () => callFunction('jobs.export_job', given),
          `${uid} is exported into the folder exports of the project`,
        ),
    },
    {
      label: 'Files…',
      icon: 'folder',
      onSelect: () => setSearch({ new: 'files', in: `${project_uid}-${job.job_dir}` }),
    },
    {
      label: 'Clear intermediate results',
      icon: 'clear',
      disabled: built ? 'There is nothing to clear yet.' : isActive(job) ? 'Kill it first.' : undefined,
      onSelect: () =>
        void act(() => callFunction('jobs.clear_intermediate_results', given), `${uid} is being cleared of them`),
    },
    {
      label: 'Clear',
      icon: 'clear',
      disabled: built ? 'There is nothing to clear yet.' : isActive(job) ? 'Kill it first.' : undefined,
      onSelect: () =>
        confirm({
          title: `Clear ${uid}?`,
          body: <p>Its results are deleted. Its parameters and connections stay, and it can be queued again.</p>,
          action: 'Clear',
          danger: true,
          run: () => act(() => callFunction('jobs.clear', given), `${uid} is cleared`),
        }),
    },
    'line',
    {
      label: 'Delete job',
      icon: 'trash',
      danger: true,
      disabled: isActive(job) ? 'Kill it first.' : undefined,
      onSelect: () =>
        confirm({
          title: `Delete ${uid}?`,
          body: <p>The job goes with all that it wrote. This cannot be taken back.</p>,
          action: 'Delete',
          danger: true,
          run: () => act(() => callFunction('jobs.delete', given), `${uid} is deleted`),
        }),
    },
  ];
}
