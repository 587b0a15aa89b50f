import { livePreprocessingModel, pickerLocations } from '@vitreous/schema';
import { z } from 'zod';

/** What one stage of an exposure left, as its worker tells it. */
export const liveStage = z.object({
  exposure_uid: z.int(),
  /** Of the task: an exposure may have been given other parameters since. */
  parameter_version: z.int(),
  name: z.enum(['check', 'motion', 'ctf', 'pick', 'extract', 'pick_manual', 'extract_manual']),
  record: z.object({ key: z.string(), seconds: z.number(), result: z.record(z.string(), z.unknown()) }),
  /** Of the corrected micrograph, as datasets have it: 64 bits as decimal digits; null before there is one. */
  micrograph_uid: z.string().nullable(),
});
export type LiveStage = z.output<typeof liveStage>;

/** How an exposure ended: done, or what was wrong. */
export const liveEnd = z.object({
  exposure_uid: z.int(),
  failure: z
    .object({
      /** The file is bad; the disk is full or cannot be written; the program is at fault. */
      kind: z.enum(['data', 'disk', 'program']),
      reason: z.string(),
    })
    .nullable(),
});
export type LiveEnd = z.output<typeof liveEnd>;

/** One exposure to be processed. Paths without a leading slash are relative to the project directory. */
export const liveTask = z.object({
  exposure_uid: z.int(),
  parameter_version: z.int(),
  /** The movie as the microscope wrote it. */
  source: z.string(),
  /** The link to it in the project, under a name that no other exposure has. */
  movie: z.string(),
  gain: z.string().nullable(),
  defects: z.string().nullable(),
  session_dir: z.string(),
  params: livePreprocessingModel,
  /** Places that people have marked and want extracted; null when they do not. */
  manual_picks: pickerLocations.nullable().default(null),
  /** Files that were removed are made again; picks stay as they are, whatever has changed since. */
  restoring: z.boolean().default(false),
  /** JSON: what stages have left so far. */
  records: z.string(),
});
export type LiveTask = z.output<typeof liveTask>;

/** What a worker that asks for an exposure is told. */
export const liveAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exposure'), task: liveTask }),
  z.object({ kind: z.literal('wait'), ms: z.int() }),
  z.object({ kind: z.literal('end') }),
]);
export type LiveAnswer = z.output<typeof liveAnswer>;

/** Whether an exposure is still a worker's own after a report; if not, it lets it be. */
export const liveGoOn = z.object({ go_on: z.boolean() });
