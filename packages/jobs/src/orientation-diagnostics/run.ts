import { join } from 'node:path';
import { measureCones, sampleFourier, symmetryRotations, through } from '@vitreous/algorithms';
import { writeAtomically } from '@vitreous/formats';
import type { ParamsOf, RunContext } from '@vitreous/job-kit';
import { drawConeAreas, drawConeCurves, drawSampling, readPoses } from '@vitreous/stages';
import { judge } from '../judge-params.js';
import { readConnectedMask, readHalfMaps } from '../read-maps.js';
import { keepPicture } from '../save-volumes.js';
import { showDirections } from '../show-directions.js';
import type { orientationDiagnostics } from './definition.js';

/** Below these, directions are unlike enough to look into it. */
const [poorRatio, poorFactor] = [0.5, 0.81];

/** Tells how alike the directions of a map are, and how evenly views fill Fourier space. */
export async function run(params: ParamsOf<typeof orientationDiagnostics>, context: RunContext): Promise<void> {
  const { threads } = context;
  const group = symmetryRotations(params.symmetry);
  const maps = await readHalfMaps(context, 'volume');
  const { boxPx: n, pixelSizeA } = maps;
  context.progress(0, 'judging the whole');
  const judged = await judge(maps, await readConnectedMask(context, maps), params, context);
  context.progress(0.4, 'comparing in cones');
  const masked = [through(maps.halves[0], judged.mask), through(maps.halves[1], judged.mask)] as const;
  const cones = await measureCones(masked, { halfAngleRad: (params.cone_half_angle_deg * Math.PI) / 180 }, { threads });
  const show = async (text: string, name: string, picture: string): Promise<void> =>
    context.logPicture(text, await keepPicture(context, name, picture));
  await show('Correlation of the halves in cones', 'cones.svg', drawConeCurves(cones, { n, pixelSizeA }));
  await show('Signal by direction', 'areas.svg', drawConeAreas(cones));
  const resolutions = Array.from(cones.crossings, (shell) => (n * pixelSizeA) / Math.max(1, shell)).sort(
    (a, b) => a - b,
  );
  const figures: Record<string, number> = {
    resolution_A: judged.resolutionA,
    cfar: cones.areaRatio,
    best_direction_A: resolutions[0] ?? NaN,
    median_direction_A: resolutions[resolutions.length >> 1] ?? NaN,
    worst_direction_A: resolutions.at(-1) ?? NaN,
  };
  await context.log(
    `Conical FSC area ratio: ${cones.areaRatio.toFixed(2)} (below ${poorRatio}: directions are unlike). Directions have ${resolutions[0]?.toFixed(2)} to ${resolutions.at(-1)?.toFixed(2)} Å.`,
    cones.areaRatio < poorRatio ? 'warning' : 'text',
  );
  const particles = await context.readInput('particles');
  if (particles.length > 0) {
    context.progress(0.8, 'counting views');
    const { rotations } = readPoses(particles, pixelSizeA, 'The input');
    await showDirections(context, { rotations, symmetry: params.symmetry });
    const sampling = sampleFourier(rotations, group);
    await show('Sampling of Fourier space', 'sampling.svg', drawSampling(sampling));
    figures['scf'] = sampling.factor;
    figures['unseen'] = sampling.unseen;
    await context.log(
      `Sampling compensation factor: ${sampling.factor.toFixed(2)} (below ${poorFactor}: worse than side views alone); ${(100 * sampling.unseen).toFixed(1)} % of all directions are not seen.`,
      sampling.factor < poorFactor ? 'warning' : 'text',
    );
  }
  const path = join(context.jobDir, `${context.jobDir}_orientations.json`);
  const content = `${JSON.stringify({
    ...figures,
    cone_half_angle_deg: params.cone_half_angle_deg,
    symmetry: params.symmetry,
    // Axis of each cone, the area under its curve (shells) and where it falls below 0.143 (Å).
    cones: Array.from(cones.areas, (area, cone) => ({
      axis: Array.from(cones.cones.directions.subarray(3 * cone, 3 * cone + 3), (value) => Number(value.toFixed(4))),
      area: Number(area.toFixed(4)),
      resolution_A: Number(((n * pixelSizeA) / Math.max(1, cones.crossings[cone] ?? 1)).toFixed(4)),
    })),
  })}\n`;
  await writeAtomically(join(context.projectDir, path), (file) => file.writeFile(content));
  await context.log(`All figures: ${path}.`);
}
