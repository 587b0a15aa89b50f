import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Job } from '@vitreous/schema';
import { among, equals, type TaskRecord } from '@vitreous/store';
import { hashToken } from '../accounts/token.js';
import type { House } from '../house.js';
import { readJob, saveJob } from '../jobs/find-job.js';
import { allocate, describeLocalNode } from './local-node.js';

/** Errors of a run that are kept with a job; its log has them all. */
const mostErrors = 10;
/** A worker that says nothing for so long is taken for dead. */
const silenceMs = 180_000;
/** How long a worker that was asked to stop may take. */
const graceMs = 5000;
const tickMs = 1000;

const worker = fileURLToPath(new URL('../../../worker/dist/main.js', import.meta.url));

/** Starts queued jobs on this machine as its processors and memory allow, and notices how they end. */
export interface Queue {
  /** Something changed: look again. */
  wake(): void;
  /** Ends a job's worker, which is told first and then made to. */
  endWorker(projectUid: string, jobUid: string): void;
  close(): void;
}

export function createQueue(house: House): Queue {
  const { store, log } = house;
  const node = describeLocalNode();
  const children = new Set<number>();
  let closed = false;

  const tick = (): void => {
    if (closed) return;
    try {
      buryDead();
      startDue();
    } catch (error) {
      log.error({ err: error }, 'The queue could not be worked on');
    }
  };
  const timer = setInterval(tick, tickMs);
  timer.unref();

  const startDue = (): void => {
    const queued = store.jobs
      .find([...equals('status', 'queued'), ...equals('deleted', false)])
      .sort((a, b) => b.priority - a.priority || (a.queued_at ?? '').localeCompare(b.queued_at ?? ''));
    if (queued.length === 0) return;
    const atWork = store.jobs.find([
      ...among('status', ['launched', 'started', 'running', 'waiting']),
      ...equals('deleted', false),
    ]);
    const taken = atWork.flatMap(({ resources_allocated: given }) => (given === null ? [] : [given.slots]));
    for (const job of queued) {
      const project = store.projects.first(equals('uid', job.project_uid));
      const waiting =
        project === null || project.archived || project.detached ? 'The project is closed' : waitsFor(job);
      if (waiting !== null) {
        note(job, 'waiting_inputs', waiting);
        continue;
      }
      const given = allocate(node, taken, job.spec.resource_spec);
      if (typeof given === 'string') {
        note(job, 'waiting_resources', given);
        // What is next in line is not overtaken by what is smaller.
        break;
      }
      taken.push(given.slots);
      job.resources_allocated = given;
      launch(job, project?.project_dir ?? '');
    }
  };

  const waitsFor = (job: Job): string | null => {
    if (job.no_check_inputs_ready) return null;
    const open = job.parents.flatMap((uid) => {
      const status = readJob(house, job.project_uid, uid)?.status ?? 'deleted';
      return status === 'completed' ? [] : [`${uid} (${status})`];
    });
    return open.length === 0 ? null : `Waiting for inputs from ${open.join(', ')}`;
  };

  const note = (job: Job, status: Job['queue_status'], message: string): void => {
    if (job.queue_status === status && job.queue_message === message) return;
    store.transact(() => {
      job.queue_status = status;
      job.queue_message = message;
      saveJob(house, job);
    });
    house.wakeMirror();
  };

  const launch = (job: Job, projectDir: string): void => {
    const token = randomBytes(32).toString('base64url');
    const now = house.now().toISOString();
    store.transact(() => {
      job.status = 'launched';
      job.launched_at = now;
      job.last_scheduled_at = now;
      job.queue_status = 'launched';
      job.queue_message = null;
      saveJob(house, job);
      const { project_uid, uid } = job;
      store.tasks.insert({ token_hash: hashToken(token), project_uid, job_uid: uid, pid: null, heartbeat_at: now });
    });
    house.wakeMirror();
    const folder = join(projectDir, job.job_dir);
    mkdirSync(folder, { recursive: true });
    const output = openSync(join(folder, 'job.log'), 'a');
    // A group of its own: it outlives a restart of the server, and is ended with all that it started.
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', worker], {
      detached: true,
      stdio: ['ignore', output, output],
      cwd: folder,
      env: { ...process.env, VITREOUS_URL: `http://127.0.0.1:${house.port()}`, VITREOUS_TASK: token },
    });
    closeSync(output);
    const { pid } = child;
    child.once('error', (error) => {
      bury(hashToken(token), `The worker could not be started: ${error.message}`);
    });
    if (pid === undefined) return;
    children.add(pid);
    store.tasks.setPid(hashToken(token), pid);
    child.once('exit', (code, signal) => {
      children.delete(pid);
      if (!closed) bury(hashToken(token), describeEnd(code, signal));
    });
    child.unref();
  };

  /** Fails a job whose worker is gone while the job is not over. */
  const bury = (tokenHash: string, reason: string): void => {
    const task = store.tasks.find(tokenHash);
    if (task === null) return;
    store.transact(() => {
      store.tasks.remove(tokenHash);
      const job = readJob(house, task.project_uid, task.job_uid);
      if (job === null || !['launched', 'started', 'running', 'waiting'].includes(job.status)) return;
      failJob(house, job, reason);
    });
    log.warn({ project: task.project_uid, job: task.job_uid, reason }, 'A worker is gone');
    house.wakeMirror();
    wake();
  };

  /** Workers of an earlier server are no children of this one: they are looked after by their numbers. */
  const buryDead = (): void => {
    const now = house.now().getTime();
    for (const task of store.tasks.all()) {
      if (task.pid !== null && !children.has(task.pid) && !isAlive(task.pid)) {
        bury(task.token_hash, 'The worker has ended while the server was down.');
      } else if (task.pid === null && now - Date.parse(task.heartbeat_at) > graceMs) {
        bury(task.token_hash, 'The worker was not started before the server went down.');
      } else if (now - Date.parse(task.heartbeat_at) > silenceMs) {
        if (task.pid !== null) signalGroup(task.pid, 'SIGKILL');
        bury(task.token_hash, `The worker has said nothing for ${silenceMs / 1000} s.`);
      }
    }
  };

  const wake = (): void => {
    setImmediate(tick);
  };
  return {
    wake,
    endWorker: (projectUid, jobUid) => {
      const task = store.tasks.ofJob(projectUid, jobUid);
      if (task === null) return;
      store.tasks.remove(task.token_hash);
      if (task.pid !== null) endGroup(task.pid);
      wake();
    },
    close: () => {
      closed = true;
      clearInterval(timer);
    },
  };
}

/** Marks a job as failed with a reason; inside a transaction. */
export function failJob(house: House, job: Job, reason: string): void {
  job.status = 'failed';
  job.failed_at = house.now().toISOString();
  job.has_error = true;
  job.resources_allocated = null;
  job.queue_status = null;
  job.errors_run = [...job.errors_run, { message: reason, warning: false }].slice(-mostErrors);
  saveJob(house, job);
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null
    ? `The worker ended with code ${String(code)}; the job's log may say more.`
    : `The worker was killed (${signal}).`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  try {
    // A process that has ended but that nobody has asked after is no longer at work.
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

function endGroup(pid: number): void {
  signalGroup(pid, 'SIGTERM');
  setTimeout(() => {
    signalGroup(pid, 'SIGKILL');
  }, graceMs).unref();
}

function signalGroup(pid: NonNullable<TaskRecord['pid']>, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}
