import { createStandardDataset, renameColumns, withColumns } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { readHalves, readPoses, reconstructParticles } from '@vitreous/stages';
import { openConnectedParticles } from '../particle-stacks.js';
import { withoutHalves } from '../particle-rows.js';
import { readVolume } from '../read-volume.js';
import { saveVolumes } from '../save-volumes.js';
import { showDirections } from '../show-directions.js';
import { stageContextOf } from '../stage-context.js';
import type { homoReconstruct } from './definition.js';

/** Reconstructs particles as they lie. */
export async function run(params: ParamsOf<typeof homoReconstruct>, context: RunContext): Promise<void> {
  const input = await context.readInput('particles');
  const table = params.refine_gs_resplit ? withoutHalves(input) : input;
  const particles = await openConnectedParticles(table, context, { ignoreCtf: !params.refine_do_ctf });
  const { source } = particles;
  const { boxPx, pixelSizeA, count } = source;
  const mask = await readVolume(context, 'mask', 'mask', source);
  await context.log(`${count} particles in boxes of ${boxPx} pixels, ${pixelSizeA.toFixed(3)} Å.`);
  const settings = {
    symmetry: params.refine_symmetry,
    mask_diameter_A: params.refine_window_inner_A ?? 0.85 * boxPx * pixelSizeA,
    seed: params.random_seed,
  };
  const maps = await reconstructParticles(particles, 'The input', settings, stageContextOf(context), mask);
  const { rotations } = readPoses(input, pixelSizeA, 'The input');
  const directions_json = await showDirections(context, { rotations, symmetry: params.refine_symmetry });
  await saveVolumes(context, maps, source, {
    stats: () => ({ num_particles: count, symmetry: params.refine_symmetry, directions_json }),
    maskRefine: mask ?? maps.sphere,
  });
  const own = renameColumns(input, (name) => (name === 'uid' || name.startsWith('alignments3D/') ? name : null));
  const split = createStandardDataset(count, { 'alignments3D/split': readHalves(table) });
  await context.saveOutput('particles', withColumns(own, split));
  await context.log(`${maps.resolutionA.toFixed(2)} Å (FSC 0.143, corrected for the mask).`);
}
