import { exposureAttributes, type SessionKey } from '@vitreous/store';
import { z } from 'zod';
import type { House } from '../house.js';

/** What stopped a session that nobody paused. It goes on by itself when that is mended. */
const trouble = z.object({
  type: z.enum(['folder_missing', 'disk_full', 'workers_failing', 'restoration_failed']),
  loc: z.array(z.union([z.string(), z.number()])),
  input: z.unknown(),
  sentence: z.string(),
  at: z.string(),
});
export type Trouble = z.output<typeof trouble>;

/** What a person wants to be told of a session that they do not watch. */
const alarm = z.object({
  rule: z
    .object({ attribute: z.enum(exposureAttributes), min: z.number().nullable(), max: z.number().nullable() })
    .nullable()
    .default(null),
  /** Of the rule; null before the first value. */
  state: z
    .object({ recent: z.array(z.number()), silent: z.number() })
    .nullable()
    .default(null),
  last_alert: z.object({ at: z.string(), message: z.string() }).nullable().default(null),
  webhook: z.string().nullable().default(null),
  /** Messages for the webhook, oldest first. */
  waiting: z
    .array(
      z.object({
        body: z.looseObject({ id: z.string() }),
        tries: z.number(),
        /** ISO 8601 */
        not_before: z.string(),
      }),
    )
    .default([]),
  last_delivery: z.object({ at: z.string(), error: z.string().nullable() }).nullable().default(null),
});
export type Alarm = z.output<typeof alarm>;

/** What only the engine knows of a session. */
const engineFacts = z.object({
  /** In whose name jobs are queued and files are read. */
  started_by: z.string().nullable().default(null),
  trouble: trouble.nullable().default(null),
  alarm: alarm.prefault({}),
  /** ISO 8601 */
  last_found_at: z.string().nullable().default(null),
  /** What a compaction that is under way, or is over, must know; null when there was none. */
  compaction: z
    .object({
      /** Where the session goes back to when it is restored. */
      status_before: z.enum(['paused', 'completed']),
      /** Bytes of what is removed; null before they are measured. */
      size_before: z.number().nullable(),
      notification_id: z.string(),
    })
    .nullable()
    .default(null),
  /** What the last scan of each group passed by, by the group's id. */
  passed_by: z.record(z.string(), z.array(z.string())).default({}),
  /** Numbers of the exposures whose particles make templates. */
  template_exposures: z.array(z.int()).default([]),
  /** Whose particles these are. */
  template_picker: z.enum(['blob', 'template', 'manual']).default('blob'),
});
export type EngineFacts = z.output<typeof engineFacts>;

export function readFacts({ store }: House, session: SessionKey): EngineFacts {
  return engineFacts.parse(store.sessionEngines.get(session) ?? {});
}

/** Changes them, inside a transaction of the caller or one of its own. */
export function changeFacts(house: House, session: SessionKey, change: Partial<EngineFacts>): EngineFacts {
  return house.store.transact(() => {
    const facts = { ...readFacts(house, session), ...change };
    house.store.sessionEngines.set(session, facts);
    return facts;
  });
}
