import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { FinishedMaps } from '@vitreous/algorithms';
import {
  createStandardDataset,
  withColumns,
  writeAtomically,
  writeMrc,
  writeTogether,
  type Dataset,
} from '@vitreous/formats';
import type { RunContext } from '@vitreous/job-kit';
import { drawFsc, drawGuinier, drawMap, drawProjections, idOf, writeMaps, type MapFiles } from '@vitreous/stages';

interface Grid {
  readonly boxPx: number;
  readonly pixelSizeA: number;
}

/**
 * A row whose slots name volumes; paths are relative to the project directory. `own` is the id of the volume that they belong
 * to, where there is one already.
 */
export function describeVolume(
  paths: Readonly<Record<string, string>>,
  { boxPx, pixelSizeA }: Grid,
  own?: bigint,
): Dataset {
  const uid = BigUint64Array.of(own ?? idOf(Object.values(paths)[0] ?? ''));
  return Object.entries(paths).reduce(
    (row, [slot, path]) =>
      withColumns(
        row,
        createStandardDataset(1, {
          [`${slot}/path`]: [path],
          [`${slot}/shape`]: [boxPx, boxPx, boxPx],
          [`${slot}/psize_A`]: [pixelSizeA],
        }),
      ),
    createStandardDataset(1, { uid }),
  );
}

/** Writes a picture into the job's folder and answers its path, relative to the project directory. */
export async function keepPicture(context: RunContext, name: string, picture: string | Buffer): Promise<string> {
  const folder = join(context.jobDir, 'pictures');
  await mkdir(join(context.projectDir, folder), { recursive: true });
  const path = join(folder, name);
  await writeAtomically(join(context.projectDir, path), (file) => file.writeFile(picture));
  return path;
}

/**
 * Writes maps, half maps, masks and curves of a reconstruction as the outputs `volume` and `mask`, with pictures in the log.
 * Answers where they are, relative to the project directory.
 */
export async function saveVolumes(
  context: RunContext,
  maps: FinishedMaps,
  grid: Grid,
  given: {
    readonly stats: (files: MapFiles) => Readonly<Record<string, unknown>>;
    readonly maskRefine: Float32Array;
    /** Ends the names of pictures, where a job makes several maps one after the other. */
    readonly suffix?: string;
  },
): Promise<MapFiles> {
  const { projectDir, jobDir, threads } = context;
  const outDir = join(projectDir, jobDir);
  const maskRefine = join(jobDir, `${jobDir}_mask_refine.mrc`);
  const { boxPx, pixelSizeA } = grid;
  const written = await writeTogether(async () => {
    const cube = { depth: boxPx, height: boxPx, width: boxPx };
    await writeMrc(join(projectDir, maskRefine), { ...cube, data: given.maskRefine }, { pixelSizeA, threads });
    return writeMaps(maps, grid, { outDir, threads, prefix: `${jobDir}_` });
  });
  const inProject = (path: string): string => relative(projectDir, path);
  const files: MapFiles = {
    map: inProject(written.map),
    map_sharp: inProject(written.map_sharp),
    map_half_A: inProject(written.map_half_A),
    map_half_B: inProject(written.map_half_B),
    mask: inProject(written.mask),
    fsc_json: inProject(written.fsc_json),
    fsc_xml: inProject(written.fsc_xml),
    fsc_plot: inProject(written.fsc_plot),
    picture: inProject(written.picture),
  };
  const { map, map_sharp, map_half_A, map_half_B, mask: mask_fsc } = files;
  const { suffix = '' } = given;
  const keep = async (name: string, from: string | Buffer): Promise<string> => {
    const [stem = '', ending = ''] = name.split('.');
    return keepPicture(context, `${stem}${suffix}.${ending}`, from);
  };
  const image = await keep('projections.png', await drawProjections(maps.map, boxPx));
  const stats = { ...summariseFsc(maps, grid), fsc_json: files.fsc_json, ...given.stats(files) };
  const slots = { map, map_sharp, map_half_A, map_half_B, mask_refine: maskRefine, mask_fsc };
  await context.saveOutput('volume', describeVolume(slots, grid), { stats, image });
  await context.saveOutput('mask', describeVolume({ mask: mask_fsc }, grid));
  await context.logPicture(
    'The map: projections along z, y and x, and middle slices',
    await keep('map.png', await drawMap(maps.map, boxPx)),
  );
  const curves = await keep('fsc.svg', drawFsc(maps, grid));
  await context.logPicture(`Correlation of the halves: ${maps.resolutionA.toFixed(2)} Å`, curves);
  const guinier = drawGuinier(maps);
  if (guinier !== null) await context.logPicture('Fall-off of amplitudes', await keep('guinier.svg', guinier));
  return files;
}

/** Where each curve falls below 0.143, under the names that scripts look for. */
function summariseFsc(maps: FinishedMaps, { boxPx, pixelSizeA }: Grid): Record<string, unknown> {
  const { resolutionA, resolutionAtHalfA, guinier } = maps;
  return {
    fsc_info_best: {
      radwn_final: (boxPx * pixelSizeA) / resolutionA,
      radwn_final_A: resolutionA,
      radwn_noisesub_A: resolutionA,
    },
    resolution_A: resolutionA,
    resolution_at_half_A: resolutionAtHalfA,
    bfactor_A2: guinier?.bFactorA2 ?? null,
    box_size_pix: boxPx,
    psize_A: pixelSizeA,
  };
}
