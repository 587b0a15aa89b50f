import { z } from 'zod';

/** What a streaming refinement is told when it starts, and when its parameters have changed. */
export const liveRefineStart = z.object({
  /** Whether to begin anew rather than to go on from where it was. */
  fresh: z.boolean(),
  /** The session's parameters, in place of the job's. */
  params: z.record(z.string(), z.unknown()),
});

/** The particles that count now. */
export const liveRefineParticles = z.object({
  /** Their dataset, relative to the project directory; null while there is none. */
  path: z.string().nullable(),
  /** Whether the parameters have changed: it asks again how to start. */
  restart: z.boolean(),
});

/** A map that is there. */
export const liveRefineReport = z.object({
  resolution_A: z.number(),
  /** Whether more particles are there already that are not in it. */
  partial: z.boolean(),
});

/** The maps of a refinement, oldest first, and what their resolutions tell; among the figures of its volume. */
export const refinementHistory = z.object({
  history: z.array(
    z.object({
      /** ISO 8601 */
      at: z.string(),
      num_particles: z.int(),
      resolution_A: z.number(),
      bfactor_A2: z.number().nullable(),
    }),
  ),
  /** ln(num_particles) = intercept + bfactor_A2 / 2 · 1 / resolution_A². */
  fit: z
    .object({
      bfactor_A2: z.number(),
      intercept: z.number(),
      /** Half an ångström better than the last map. */
      next: z.object({ resolution_A: z.number(), num_particles: z.int() }).nullable(),
    })
    .nullable(),
  nyquist_A: z.number().nullable(),
  /** The last map, its curves and from where its particles are seen, relative to the project directory. */
  map_sharp: z.string().nullable(),
  fsc_json: z.string().nullable(),
  directions_json: z.string().nullable().default(null),
});
export type RefinementHistory = z.output<typeof refinementHistory>;
