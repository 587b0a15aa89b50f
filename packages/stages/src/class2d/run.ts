import type { StageContext } from '../context.js';
import { removeCheckpoint } from './checkpoint.js';
import { classifyParticles, settleDuplicates, type ClassifyHooks } from './classify-particles.js';
import type { ParticleInput } from '../particle-input.js';
import type { Class2dParams } from './definition.js';
import { readParticles } from '../read-particles.js';
import { writeClasses, type Class2dFiles } from './write-classes.js';

/** One class in the result, named as a session's table of classes names them. */
export interface Class2dRow {
  /** From 0; STAR files count from 1. */
  readonly class_idx: number;
  readonly num_particles_total: number;
  readonly res_A: number;
  readonly mean_prob: number;
  readonly class_ess: number;
}

export interface Class2dResult extends Class2dFiles {
  readonly num_particles: number;
  /** Left out, having been picked twice. */
  readonly num_duplicates: number;
  readonly num_classes: number;
  /** Classes that hold more than 0.5 % of the particles. */
  readonly num_classes_used: number;
  readonly box_size_pix: number;
  readonly psize_A: number;
  readonly classes: readonly Class2dRow[];
  /** Steps that an earlier, interrupted run had done. */
  readonly resumed_at_iteration: number;
}

/**
 * Sorts the particles of a `.star` or `.cs` file into classes and writes them: particles with class, angle and shift,
 * class averages, a gallery. An interrupted run with the same particles and parameters goes on where it was.
 *
 * @throws UserError for input or parameters that do not fit; DataError for a broken file or image.
 */
export async function runClass2d(
  input: ParticleInput,
  params: Class2dParams,
  context: StageContext,
  hooks: ClassifyHooks = {},
): Promise<Class2dResult> {
  context.progress(0, 'reading particles');
  const { threads, outDir } = context;
  const particles = await readParticles(input, { threads });
  const { source, dataset } = particles;
  const { found: all, resumedAt } = await classifyParticles(particles, params, context, hooks);
  const found = settleDuplicates(all, dataset, params, source);
  const kept = found.rows.reduce((sum, { count }) => sum + count, 0);
  context.progress(1, 'writing classes');
  const files = await writeClasses(found, dataset, source, { outDir, threads });
  await removeCheckpoint(outDir);
  return {
    ...files,
    num_particles: kept,
    num_duplicates: source.count - kept,
    num_classes: found.rows.length,
    num_classes_used: found.rows.filter(({ count }) => count > 0.005 * kept).length,
    box_size_pix: source.boxPx,
    psize_A: source.pixelSizeA,
    classes: found.rows.map((row, class_idx) => ({
      class_idx,
      num_particles_total: row.count,
      res_A: row.resolutionA,
      mean_prob: row.meanProbability,
      class_ess: row.classEss,
    })),
    resumed_at_iteration: resumedAt,
  };
}
