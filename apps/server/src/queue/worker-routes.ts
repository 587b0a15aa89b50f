import { isAbsolute, join, normalize } from 'node:path';
import {
  actionAnswer,
  logEntry,
  savedOutput,
  workerGreeting,
  type ActionCall,
  type LogEntry,
  type SavedOutput,
  type Task,
} from '@vitreous/job-kit';
import type { Scheduler } from '@vitreous/scheduler';
import type { Job, Project } from '@vitreous/schema';
import { createId, equals, type Asset, type TaskRecord } from '@vitreous/store';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { hashToken } from '../accounts/token.js';
import { notePicture } from '../assets/note-asset.js';
import type { House } from '../house.js';
import { isInside, readableFolders } from '../paths/allowed-path.js';
import { noteVolumes } from '../live/abinit-volumes.js';
import { Problem } from '../problem.js';
import { listConnectedFiles } from '../jobs/load-results.js';
import { saveJob } from '../jobs/find-job.js';
import { noteVersion } from '../jobs/save-result.js';
import { measureJob } from '../projects/keep-sizes.js';
import { failJob } from './fail-job.js';
import { jobKind } from './job-source.js';

interface Hand {
  readonly record: TaskRecord;
  readonly project: Project;
  readonly job: Job;
}

const progress = z.object({ fraction: z.number(), what: z.string().max(1000) });
const turn = z.object({ status: z.enum(['waiting', 'running']) });
const ending = z.object({ error: z.string().nullable() });

/** What workers ask and tell, each with the token of its task. A task that is over answers 410: the worker stops. */
export function registerWorkerRoutes(app: FastifyInstance, house: House, scheduler: Scheduler): void {
  const { store } = house;
  const change = (request: FastifyRequest, work: (hand: Hand) => void): null => {
    store.transact(() => {
      const hand = findHand(house, request);
      work(hand);
      saveJob(house, hand.job);
      store.tasks.beat(hand.record.token_hash, house.now().toISOString());
    });
    house.wakeMirror();
    return null;
  };

  app.post('/start', async (request): Promise<Task> => {
    const { pid, cluster_job_id } = workerGreeting.parse(request.body ?? {});
    const { project, job, record } = findHand(house, request);
    const person = job.queued_by_user_id === null ? null : store.users.get(job.queued_by_user_id);
    const reading = await readableFolders(house, person);
    const inputs = Object.keys(job.spec.inputs).map((name) => [name, listConnectedFiles(house, job, name)] as const);
    change(request, (hand) => {
      const now = house.now().toISOString();
      Object.assign(hand.job, { status: 'running', started_at: now, running_at: now, heartbeat_at: now });
      hand.job.version = house.version;
      hand.job.PID_main = pid;
      hand.job.queue_message = null;
      if (record.given.lane_type === 'cluster') {
        hand.job.cluster_job_id ??= cluster_job_id;
        hand.job.cluster_job_status = 'running';
        // The server may have gone down before it noted what the queue answered.
        if (record.handle === null && cluster_job_id !== null) store.tasks.setHandle(record.token_hash, cluster_job_id);
      }
      store.tasks.start(record.token_hash, now);
    });
    return {
      project_uid: project.uid,
      job_uid: job.uid,
      project_dir: project.project_dir,
      job_dir: job.job_dir,
      type: job.spec.type,
      params: job.spec.params,
      threads: Math.max(1, job.resources_allocated?.slots.CPU.length ?? 1),
      reading,
      cache: cacheOf(job),
      inputs: Object.fromEntries(inputs),
      outputs: Object.fromEntries(
        Object.entries(job.spec.outputs).map(([name, { slots, passthrough }]) => [name, { slots, passthrough }]),
      ),
    };
  });

  app.post('/heartbeat', (request) => {
    const { fraction, what } = progress.parse(request.body);
    const { record, job } = findHand(house, request);
    store.transact(() => {
      const now = house.now().toISOString();
      store.tasks.beat(record.token_hash, now);
      store.jobs.save({ ...job, heartbeat_at: now, progress: [{ progress: fraction, message: what, time: now }] });
    });
    return null;
  });

  app.post('/log', (request) => {
    const entry = logEntry.parse(request.body);
    return change(request, ({ project, job }) => {
      const place = { uid: job.uid, folder: job.job_dir, what: 'job' } as const;
      const asset = entry.path === null ? null : notePicture(house, project, place, entry.path);
      addEvent(house, job, entry, asset);
      if (entry.type === 'warning') job.has_warning = true;
    });
  });

  app.post('/output', (request) => {
    const saved = savedOutput.parse(request.body);
    return change(request, ({ project, job }) => {
      noteOutput(house, project, job, saved);
    });
  });

  app.post('/status', (request) => {
    const { status } = turn.parse(request.body);
    return change(request, ({ job }) => {
      job.status = status;
      const now = house.now().toISOString();
      if (status === 'waiting') job.waiting_at = now;
      else job.running_at = now;
    });
  });
  app.post('/next-action', (request): Promise<ActionCall | null> =>
    house.interactions.next(findHand(house, request).job),
  );
  app.post('/answer-action', (request) => {
    house.interactions.answer(findHand(house, request).job, actionAnswer.parse(request.body));
    return null;
  });

  app.post('/end', (request) => {
    const { error } = ending.parse(request.body);
    change(request, ({ record, job }) => {
      scheduler.finish(record);
      house.inBackground(`Measuring ${job.project_uid} ${job.uid}`, (stopping) =>
        measureJob(house, job.project_uid, job.uid, stopping),
      );
      if (error !== null) {
        addEvent(house, job, { type: 'error', text: error, path: null }, null);
        failJob(house, job, error.slice(0, 100_000));
        return;
      }
      job.status = 'completed';
      job.completed_at = house.now().toISOString();
      job.completed_count += 1;
      job.resources_allocated = null;
      job.queue_status = null;
      job.progress = [];
      noteVolumes(house, job);
    });
    return null;
  });
}

/** The SSD cache of the machine that a job was given. */
function cacheOf({ resources_allocated: given }: Job): Task['cache'] {
  const target = given?.target ?? null;
  if (target === null || target.cache_path === null) return null;
  return { path: target.cache_path, quota_mb: target.cache_quota_mb, reserve_mb: target.cache_reserve_mb };
}

/** Whose token a worker shows. @throws Problem 410 when its task is over. */
export function findHand({ store }: House, request: FastifyRequest): Hand {
  const token = /^Bearer ([\w-]+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const found = store.tasks.find(hashToken(token));
  const record = found?.kind === jobKind ? found : null;
  const project = record === null ? null : store.projects.first(equals('uid', record.project_uid));
  const job =
    record === null
      ? null
      : store.jobs.first([...equals('project_uid', record.project_uid), ...equals('uid', record.uid)]);
  if (record === null || project === null || job === null || job.deleted) throw new Problem(410, 'This task is over.');
  return { record, project, job };
}

function noteOutput(house: House, project: Project, job: Job, saved: SavedOutput): void {
  const output = job.spec.outputs[saved.name];
  if (output === undefined) throw new Problem(422, `${job.uid} has no output ${saved.name}.`);
  for (const { name, dtype, file, passthrough } of saved.results) {
    const path = normalize(join(project.project_dir, file));
    if (isAbsolute(file) || !isInside(join(project.project_dir, job.job_dir), path)) {
      throw new Problem(422, `${file} is not in the job's folder.`);
    }
    let result = output.results.find((one) => one.name === name);
    if (result === undefined) {
      result = { name, dtype, versions: [], metafiles: [], num_items: [], passthrough };
      output.results.push(result);
    }
    noteVersion(result, saved.version, file, saved.num_items);
  }
  output.num_items = saved.num_items;
  output.latest_summary_stats = saved.stats;
  if (output.image !== null) house.store.assets.remove(output.image);
  const place = { uid: job.uid, folder: job.job_dir, what: 'job' } as const;
  output.image = saved.image === null ? null : notePicture(house, project, place, saved.image)._id;
}

function addEvent(house: House, job: Job, { type, text }: LogEntry, asset: Asset | null): void {
  const now = house.now();
  const time = now.toISOString();
  const common = {
    _id: createId(now.getTime()),
    created_at: time,
    updated_at: time,
    project_uid: job.project_uid,
    job_uid: job.uid,
    cpumem_mb: null,
    avail_mb: null,
    flags: asset === null ? [] : ['plots'],
    meta: {},
    text,
  };
  if (asset === null) house.store.events.insert({ ...common, type });
  else {
    const imgfiles = [{ fileid: asset._id, filename: asset.filename, filetype: asset.contentType }];
    house.store.events.insert({ ...common, type: 'image', imgfiles });
    if (job.ui_tile_images.length === 0) {
      job.ui_tile_images = [{ name: 'tile0', fileid: asset._id, num_rows: 1, num_cols: 1 }];
    }
  }
}
