import { spawn } from 'node:child_process';
import { UserError } from '@vitreous/errors';
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

/** How long a command of the queue may take before it is taken to hang, ms. */
const commandTimeoutMs = 60_000;
/** Bytes of its output that are kept. */
const longestOutput = 256 * 1024;

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
  return runInShell(renderClusterTemplate('send_cmd_tpl', templates.send_cmd_tpl, { ...values, command }));
}

/** Runs one line of shell, as an administrator wrote it. @throws UserError when it fails or takes too long. */
async function runInShell(line: string): Promise<string> {
  const child = spawn('/bin/sh', ['-c', line], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const output = { out: '', err: '' };
  const keep = (which: 'out' | 'err') => (text: string) => {
    if (output[which].length < longestOutput) output[which] += text;
  };
  child.stdout.setEncoding('utf8').on('data', keep('out'));
  child.stderr.setEncoding('utf8').on('data', keep('err'));
  const timer = setTimeout(() => {
    // The whole group: a shell's own children would live on.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, commandTimeoutMs);
  const { code, signal } = await new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => {
      resolve({ code, signal });
    });
  }).finally(() => {
    clearTimeout(timer);
  });
  if (code === 0) return output.out;
  const said = `${output.err}\n${output.out}`.trim().replace(/\s+/g, ' ').slice(0, 500);
  const ending =
    signal === null
      ? `ended with code ${String(code)}`
      : `was ended by ${signal} (it may take ${commandTimeoutMs / 1000} s at most)`;
  throw new UserError(
    `The cluster command ${JSON.stringify(line)} ${ending}: ${said === '' ? 'it said nothing' : said}`,
  );
}
