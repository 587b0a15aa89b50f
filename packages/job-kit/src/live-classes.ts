import { z } from 'zod';

/** What a streaming 2D job is told when it starts. */
export const liveClassesStart = z.object({
  /** Whether to begin anew rather than to go on from where it was. */
  fresh: z.boolean(),
  /** Whether it ends when all particles are in classes, rather than wait for more. */
  once: z.boolean(),
});

/** A streaming 2D job asks for what has changed. */
export const liveParticlesAsk = z.object({
  /** `until` of the last answer; null at first. */
  since: z.string().nullable(),
});

/** The particles of one exposure, as they are now. */
export const liveParticlesOf = z.object({
  exposure_uid: z.int(),
  /** Their dataset, relative to the project directory; null when they do not count. */
  path: z.string().nullable(),
  /** Changes when they were extracted anew. */
  key: z.string(),
});
export type LiveParticlesOf = z.output<typeof liveParticlesOf>;

export const liveParticles = z.object({
  exposures: z.array(liveParticlesOf),
  until: z.string().nullable(),
  /** The classes that people have selected. */
  selected: z.array(z.int()),
});

/** Classes after an update. */
export const liveClasses = z.object({
  /** Before the first pass over all is over. */
  partial: z.boolean(),
  num_particles: z.int().nonnegative(),
  classes: z.array(
    z.object({
      class_idx: z.int().nonnegative(),
      /** PNG, relative to the project directory. */
      image: z.string(),
      res_A: z.number(),
      num_particles_total: z.int().nonnegative(),
      mean_prob: z.number(),
      class_ess: z.number(),
    }),
  ),
  /** For each class, the class of the report before that it goes on from. */
  origins: z.array(z.int()),
});
export type LiveClasses = z.output<typeof liveClasses>;

/** The particles of selected classes, written down. */
export const liveParticlesOut = z.object({
  path: z.string(),
  count: z.int().nonnegative(),
  fields: z.array(z.string()),
});
