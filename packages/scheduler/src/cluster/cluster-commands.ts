import { UserError } from '@vitreous/errors';
import { runInShell } from '../run-in-shell.js';
import { readClusterState, type ClusterState } from './cluster-state.js';
import { renderClusterTemplate, type TemplateValues } from './cluster-template.js';

/** Templates of a cluster target, with the contract's names. */
export interface ClusterTemplates {
  /** How a command reaches the cluster: `{{ command }}`, or `ssh host {{ command }}`. */
  readonly send_cmd_tpl: string;
  readonly qsub_cmd_tpl: string;
  readonly qstat_cmd_tpl: string;
  readonly qdel_cmd_tpl: string;
  readonly qinfo_cmd_tpl: string;
}

/** Submits a script and answers the id that the queue gave it. @throws UserError with what the queue said. */
export async function submitToCluster(templates: ClusterTemplates, values: TemplateValues): Promise<string> {
  const printed = await runQueueCommand(templates, 'qsub_cmd_tpl', values);
  const id = findClusterJobId(printed);
  if (id === null)
    throw new UserError(`The queue gave no job id: expected one in ${JSON.stringify(printed.trim().slice(0, 300))}.`);
  return id;
}

/** What the queue knows of a job: its state, and what it printed. @throws UserError when the queue cannot be asked. */
export async function askCluster(
  templates: ClusterTemplates,
  clusterJobId: string,
  values: TemplateValues,
): Promise<{ state: ClusterState; printed: string }> {
  try {
    const printed = await runQueueCommand(templates, 'qstat_cmd_tpl', { ...values, cluster_job_id: clusterJobId });
    return { state: readClusterState(printed, clusterJobId), printed };
  } catch (error) {
    // Queues forget jobs some minutes after their end, and then call the id invalid.
    if (
      error instanceof UserError &&
      /invalid job id|unknown job|does not exist|not found|has finished/i.test(error.message)
    ) {
      return { state: 'ended', printed: error.message };
    }
    throw error;
  }
}

/** Takes a job out of the queue. @throws UserError with what the queue said. */
export async function cancelOnCluster(
  templates: ClusterTemplates,
  clusterJobId: string,
  values: TemplateValues,
): Promise<void> {
  await runQueueCommand(templates, 'qdel_cmd_tpl', { ...values, cluster_job_id: clusterJobId });
}

/** What the queue says of itself: the check that a target is set up right. @throws UserError with what went wrong. */
export function verifyCluster(templates: ClusterTemplates, values: TemplateValues = {}): Promise<string> {
  return runQueueCommand(templates, 'qinfo_cmd_tpl', values);
}

/** `Submitted batch job 123`, `123.server`, `Your job 123 ("name") …`, `Job <123> is submitted …`. */
export function findClusterJobId(printed: string): string | null {
  const last = printed.trim().split('\n').at(-1) ?? '';
  const found = /job <?(\d[\w.[\]-]*)>?/i.exec(last) ?? /^\s*(\d[\w.[\]-]*)/.exec(last) ?? /(\d+)/.exec(last);
  return found?.[1] ?? null;
}

async function runQueueCommand(
  templates: ClusterTemplates,
  name: Exclude<keyof ClusterTemplates, 'send_cmd_tpl'>,
  values: TemplateValues,
): Promise<string> {
  const command = renderClusterTemplate(name, templates[name], values);
  return runInShell(
    'The cluster command',
    renderClusterTemplate('send_cmd_tpl', templates.send_cmd_tpl, { ...values, command }),
  );
}
