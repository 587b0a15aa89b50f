import { z } from 'zod';

const slot = z.object({ name: z.string(), dtype: z.string() });

/** All that a worker is told of a job. Files are relative to the project directory. */
export const task = z.object({
  project_uid: z.string(),
  job_uid: z.string(),
  project_dir: z.string(),
  job_dir: z.string(),
  type: z.string(),
  params: z.record(z.string(), z.unknown()),
  /** Threads it may use. */
  threads: z.int().positive(),
  /** Folders, without symbolic links, that whoever queued the job may read from (null: any but the closed ones). */
  reading: z.object({ allowed: z.array(z.string()).nullable(), closed: z.array(z.string()) }),
  /** The SSD cache of the machine it runs on; null where there is none. Sizes in MB, null for the usual. */
  cache: z.object({ path: z.string(), quota_mb: z.number().nullable(), reserve_mb: z.number().nullable() }).nullable(),
  /** Connections of each input, with the files of their results. */
  inputs: z.record(
    z.string(),
    z.array(z.array(z.object({ file: z.string(), result: z.string(), slot: z.string(), dtype: z.string() }))),
  ),
  outputs: z.record(z.string(), z.object({ slots: z.array(slot), passthrough: z.string().nullable() })),
});
export type Task = z.output<typeof task>;

/** How a worker reaches the server, and the token of its task. */
export const serverAddress = z.object({ url: z.url(), token: z.string().min(1) });
export type ServerAddress = z.output<typeof serverAddress>;

/** What a worker says of itself when it asks for its task. */
export const workerGreeting = z.object({
  pid: z.int().positive().nullable().default(null),
  /** The id that the queue of its cluster gave it. */
  cluster_job_id: z.string().max(200).nullable().default(null),
});
export type WorkerGreeting = z.output<typeof workerGreeting>;

/** What a worker says of an output that it has written. */
export const savedOutput = z.object({
  name: z.string(),
  version: z.int().nonnegative(),
  num_items: z.int().nonnegative(),
  results: z.array(slot.extend({ file: z.string(), passthrough: z.boolean() })),
  /** Figures of the output as a whole, by name. */
  stats: z.record(z.string(), z.unknown()).default({}),
  /** A picture in the job's folder, relative to the project directory. */
  image: z.string().nullable().default(null),
});
export type SavedOutput = z.output<typeof savedOutput>;

/** An entry of the event log; `path` names a picture in the job's folder. */
export const logEntry = z.object({
  type: z.enum(['text', 'warning', 'error']),
  text: z.string(),
  path: z.string().nullable(),
});
export type LogEntry = z.output<typeof logEntry>;
