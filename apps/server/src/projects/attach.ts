import { existsSync } from 'node:fs';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import {
  job as jobModel,
  project as projectModel,
  workspace as workspaceModel,
  session as sessionModel,
} from '@vitreous/schema';
import type { Job, Project, Session, Workspace } from '@vitreous/schema';
import { z } from 'zod';
import type { Call } from '../house.js';
import { conflict, invalid } from '../problem.js';
import { freeId, insertLog, jobLog, logName, type JobLog } from './job-log.js';
import { recordName } from './mirror.js';
import { updateStatistics } from './statistics.js';
import { insertExposures, readSessions, tameSession, type SessionContents } from '../live/attach-sessions.js';
import { claimDirectory, releaseDirectory } from './lock-file.js';

/** Largest record read from a directory. */
const most = 64 * 1024 * 1024;

/**
 * Brings a project directory into this instance: its project under a new number, its workspaces and jobs under theirs.
 * A record that cannot be read is left out, and the project is marked as attached with failures.
 *
 * @throws Problem 409 when another instance holds the directory, 422 when it is no project directory.
 */
export async function attachProject(call: Call, directory: string, ownerId: string): Promise<Project> {
  const stored = await readRecord(join(directory, 'project.json'), z.looseObject({ title: z.string() }));
  if (stored === null) {
    throw invalid(
      'query',
      'path',
      'Expected a project directory: project.json is missing or cannot be read.',
      directory,
    );
  }
  const here = call.store.projects
    .find([])
    .find((one) => one.project_dir === directory && !one.deleted && !one.detached);
  if (here !== undefined) throw conflict(`${directory} is attached already, as ${here.uid}.`);
  await claimDirectory(directory, call.instanceUid);
  try {
    const attached = insertAll(call, directory, ownerId, stored, await readContents(call, directory));
    call.wakeMirror();
    return attached;
  } catch (error) {
    await releaseDirectory(directory, call.instanceUid);
    throw error;
  }
}

interface Contents {
  readonly workspaces: (Workspace | Session)[];
  readonly sessions: readonly SessionContents[];
  readonly jobs: { readonly job: Job; readonly log: JobLog }[];
  /** The highest number of a job's folder, whether it could be read or not. */
  readonly lastJob: number;
  /** What could not be read. */
  readonly failures: string[];
}

async function readContents(call: Call, directory: string): Promise<Contents> {
  const failures: string[] = [];
  const listed = await readRecord(join(directory, 'workspaces.json'), z.array(z.unknown()));
  if (listed === null) failures.push('workspaces.json');
  const workspaces = (listed ?? []).flatMap((one, index) => {
    const read = z.union([workspaceModel, sessionModel]).safeParse(one);
    const tame = read.data?.workspace_type === 'live' ? tameSession(read.data) : (read.data ?? null);
    if (tame === null) failures.push(`workspaces.json, entry ${index}`);
    return tame === null ? [] : [tame];
  });
  const repeated = workspaces.filter(({ uid }, index) => workspaces.findIndex((one) => one.uid === uid) !== index);
  failures.push(...repeated.map(({ uid }) => `workspaces.json, ${uid} a second time`));
  const names = (await readdir(directory)).filter((name) => /^J\d+$/.test(name));
  const lastJob = Math.max(0, ...names.map((name) => Number(name.slice(1))));
  const jobs: { job: Job; log: JobLog }[] = [];
  for (const name of names.sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))) {
    const job = await readRecord(join(directory, name, recordName), recordIn(name));
    const isLink = (await lstat(join(directory, name))).isSymbolicLink();
    if (job === null || isLink) failures.push(`${name}/job.json`);
    else {
      const path = join(directory, name, logName);
      const log = await readRecord(path, jobLog);
      if (log === null && existsSync(path)) failures.push(`${name}/${logName}`);
      jobs.push({ job, log: log ?? { events: [], assets: [] } });
    }
  }
  const kept = workspaces.filter((one) => !repeated.includes(one));
  const sessions = await readSessions(call, directory, kept, failures);
  return { workspaces: kept, sessions, jobs, lastJob, failures };
}

/** A job's record in its own folder. One that names other folders would have them read, or removed with the job. */
export function recordIn(folder: string): z.ZodType<Job> {
  const isOwn = (file: string): boolean => !isAbsolute(file) && !normalize(file).startsWith('..');
  return jobModel.refine(
    ({ uid, job_dir, spec }) =>
      uid === folder &&
      job_dir === folder &&
      Object.values(spec.outputs).every(({ results }) => results.every(({ metafiles }) => metafiles.every(isOwn))),
  );
}

function insertAll(
  call: Call,
  directory: string,
  ownerId: string,
  stored: object,
  { workspaces, sessions, jobs, lastJob, failures }: Contents,
): Project {
  const now = call.now();
  const time = now.toISOString();
  // A record keeps its id unless this instance still has it, from before a detach.
  const own = { updated_at: time, imported_at: time, autodump: true };
  return call.store.transact(() => {
    const number = call.store.counters.next('project');
    const uid = `P${number}`;
    const base = {
      size_last_updated: time,
      ...stored,
      ...own,
      uid,
      uid_num: number,
      project_dir: directory,
      owner_user_id: ownerId,
      users_with_access: [ownerId],
      starred_by: [],
      tags: [],
      deleted: false,
      deleting: false,
      archived: false,
      detached: false,
      autodump_failed: false,
      autodump_errors: [],
      import_status: failures.length === 0 ? 'complete' : 'failed',
    };
    const project = projectModel.parse(base);
    project._id = freeId(call.store.projects, project._id);
    call.store.projects.insert(project);
    for (const workspace of workspaces) {
      const record = { ...workspace, ...own, project_uid: uid, project_uid_num: number, starred_by: [], tags: [] };
      record._id = freeId(call.store.workspaces, record._id);
      call.store.workspaces.insert(record);
      call.store.counters.skipTo(`${uid}/workspace`, record.uid_num);
      if (record.workspace_type !== 'live') continue;
      call.store.counters.skipTo(`${uid}/session`, record.session_uid_num);
      const contents = sessions.find(({ session }) => session.uid === record.uid);
      if (contents !== undefined) insertExposures(call, record, contents);
    }
    for (const { job, log } of jobs) {
      const record: Job = { ...job, ...own, project_uid: uid, project_uid_num: number, starred_by: [], tags: [] };
      record._id = freeId(call.store.jobs, record._id);
      insertLog(call, record, log);
      call.store.jobs.insert(record);
    }
    // A folder that could not be read is nobody else's.
    call.store.counters.skipTo(`${uid}/job`, Math.min(lastJob, 1_000_000_000));
    if (failures.length > 0)
      call.log.warn({ project: uid, failures }, 'Some records of an attached project are unreadable');
    updateStatistics(call, uid);
    return call.store.projects.get(project._id) ?? project;
  });
}

/** A record of a directory from outside; null when it is missing, too large or wrong. */
export async function readRecord<Type extends z.ZodType>(path: string, type: Type): Promise<z.output<Type> | null> {
  try {
    const { size } = await stat(path);
    if (size > most) return null;
    const read = type.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
