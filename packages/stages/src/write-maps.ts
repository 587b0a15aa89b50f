import { join } from 'node:path';
import type { FinishedMaps } from '@vitreous/algorithms';
import { writeAtomically, writeMrc } from '@vitreous/formats';
import { drawMap } from './draw-map.js';
import { drawFsc, fscToJson, fscToXml } from './fsc-files.js';

export interface MapFiles {
  /** Filtered by what the halves agree on. */
  readonly map: string;
  /** The same sharpened and masked. */
  readonly map_sharp: string;
  readonly map_half_A: string;
  readonly map_half_B: string;
  readonly mask: string;
  readonly fsc_json: string;
  readonly fsc_xml: string;
  readonly fsc_plot: string;
  /** Projections and middle slices. */
  readonly picture: string;
}

/** Writes maps, mask, curves and pictures into `outDir`, their names after `prefix`. */
export async function writeMaps(
  maps: FinishedMaps,
  size: { boxPx: number; pixelSizeA: number },
  { outDir, threads, prefix = '' }: { outDir: string; threads: number; prefix?: string },
): Promise<MapFiles> {
  const at = (name: string): string => join(outDir, prefix + name);
  const files: MapFiles = {
    map: at('map.mrc'),
    map_sharp: at('map_sharp.mrc'),
    map_half_A: at('map_half_A.mrc'),
    map_half_B: at('map_half_B.mrc'),
    mask: at('mask.mrc'),
    fsc_json: at('fsc.json'),
    fsc_xml: at('fsc.xml'),
    fsc_plot: at('fsc.svg'),
    picture: at('map.png'),
  };
  const { boxPx, pixelSizeA } = size;
  const volume = (path: string, data: Float32Array): Promise<void> =>
    writeMrc(path, { depth: boxPx, height: boxPx, width: boxPx, data }, { pixelSizeA, threads });
  await volume(files.map, maps.map);
  await volume(files.map_sharp, maps.sharpened);
  await volume(files.map_half_A, maps.halves[0]);
  await volume(files.map_half_B, maps.halves[1]);
  await volume(files.mask, maps.mask);
  const text = (path: string, content: string | Buffer): Promise<void> =>
    writeAtomically(path, async (file) => {
      await file.writeFile(content);
    });
  await text(files.fsc_json, fscToJson(maps, size));
  await text(files.fsc_xml, fscToXml(maps, size));
  await text(files.fsc_plot, drawFsc(maps, size));
  await text(files.picture, await drawMap(maps.map, boxPx));
  return files;
}
