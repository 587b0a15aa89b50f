import type { Job } from '@vitreous/schema';
import type { BrowseSearch } from '../browse/search.js';
import { confirm } from '../design/confirm.js';
import { countOf } from '../design/format.js';
import type { IconName } from '../design/icon.js';
import type { MenuEntry, MenuItem } from '../design/menu.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { actOnJobs } from './act-on-jobs.js';
import { canBeQueued, isActive } from './job-actions.js';

/** What can be done with several jobs at once; each action is about those of them that it fits. */
export function severalActions(
  jobs: readonly Job[],
  setSearch: (change: BrowseSearch) => void,
  onQueue: (jobs: readonly Job[]) => void,
): MenuEntry[] {
  // Those that others are built upon come first.
  const ordered = [...jobs].sort((a, b) => a.uid_num - b.uid_num);
  const [project = '', ...others] = [...new Set(ordered.map(({ project_uid }) => project_uid))];
  const apart = others.length > 0 ? 'They are in several projects.' : undefined;
  const about = `${project}-${ordered.map(({ uid }) => uid).join(',')}`;
  const ready = ordered.filter(canBeQueued);
  const active = ordered.filter(isActive);
  const clearable = ordered.filter((job) => job.status !== 'building' && !isActive(job)).reverse();
  const completed = ordered.filter(({ status }) => status === 'completed');
  const final = ordered.filter(({ is_final_result }) => is_final_result);
  const open = (form: string) => () => setSearch({ new: form, in: about });
  const entryOf = (
    name: string,
    icon: IconName,
    fitting: readonly Job[],
    none: string,
    onSelect: () => void,
  ): MenuItem => ({
    label: fitting.length === 0 ? name : `${name} ${countOf(fitting.length, 'job')}`,
    icon,
    disabled: fitting.length === 0 ? none : undefined,
    onSelect,
  });
  return [
    entryOf('Queue', 'play', ready, 'None of them is built and waits to be queued.', () => onQueue(ready)),
    {
      ...entryOf('Kill', 'stop', active, 'None of them is at work.', () =>
        confirm({
          title: `Kill ${countOf(active.length, 'job')}?`,
          body: <p>{listOf(active)}: what they have written stays; they can be cleared and run again.</p>,
          action: 'Kill',
          danger: true,
          run: () => actOnJobs(active, (given) => callFunction('jobs.kill', given), 'killed'),
        }),
      ),
      danger: true,
    },
    'line',
    { label: 'Clone together…', icon: 'clone', disabled: apart, onSelect: open('clone') },
    { label: 'Make a workflow of them…', icon: 'tree', disabled: apart, onSelect: open('make-workflow') },
    { label: 'Workspaces…', icon: 'workspaces', disabled: apart, onSelect: open('workspaces') },
    entryOf(
      'Mark as final:',
      'flag',
      completed,
      'Only completed jobs can be final results.',
      () =>
        void actOnJobs(
          completed,
          (given) => callFunction('jobs.set_final_result', { ...given, is_final_result: true }),
          'marked as final',
        ),
    ),
    ...(final.length === 0
      ? []
      : [
          entryOf(
            'No longer final:',
            'flag',
            final,
            '',
            () =>
              void actOnJobs(
                final,
                (given) => callFunction('jobs.set_final_result', { ...given, is_final_result: false }),
                'no longer marked as final',
              ),
          ),
        ]),
    entryOf(
      'Export',
      'share',
      completed,
      'Only completed jobs can be exported.',
      () =>
        void actOnJobs(
          completed,
          (given) => callFunction('jobs.export_job', given),
          'exported into the folder exports of the project',
        ),
    ),
    'line',
    entryOf('Clear', 'clear', clearable, 'There is nothing to clear.', () =>
      confirm({
        title: `Clear ${countOf(clearable.length, 'job')}?`,
        body: (
          <p>
            {listOf(clearable)}: results are deleted. Parameters and connections stay, and the jobs can be queued again.
          </p>
        ),
        action: 'Clear',
        danger: true,
        run: () => actOnJobs(clearable, (given) => callFunction('jobs.clear', given), 'cleared'),
      }),
    ),
    {
      label: `Delete ${countOf(ordered.length, 'job')}`,
      icon: 'trash',
      danger: true,
      disabled: active.length > 0 ? `Kill ${listOf(active)} first.` : undefined,
      onSelect: () =>
        confirm({
          title: `Delete ${countOf(ordered.length, 'job')}?`,
          body: <p>{listOf(ordered)} go with all that they wrote. This cannot be taken back.</p>,
          action: 'Delete',
          danger: true,
          run: () =>
            act(
              () =>
                callFunction('jobs.delete_many', {
                  project_job_uids: ordered.map(({ project_uid, uid }): [string, string] => [project_uid, uid]),
                }),
              `${countOf(ordered.length, 'job')} are deleted`,
            ),
        }),
    },
  ];
}

/** The first few by their numbers. */
function listOf(jobs: readonly Job[]): string {
  const named = jobs.slice(0, 12).map(({ uid }) => uid);
  return jobs.length > named.length ? `${named.join(', ')} and ${jobs.length - named.length} more` : named.join(', ');
}
