import { dirname, extname, isAbsolute, join } from 'node:path';
import { UserError } from '@vitreous/errors';
import {
  firstThere,
  datasetOfStar,
  findStarColumn,
  readDataset,
  readMrcHeader,
  readStar,
  starOfDataset,
  writeDataset,
  writeStar,
  type DatasetForm,
  type DatasetOfStarOptions,
  type StarFile,
} from '@vitreous/formats';

/** What a person may say of a conversion between tables. */
export interface TableOptions {
  /** Å. */
  readonly psize?: number;
  /** Side of the box in pixels. */
  readonly box?: number;
  /** (height, width) of every micrograph. */
  readonly micSize?: readonly [number, number];
  readonly dark: boolean;
  readonly flipY: boolean;
  readonly uids: boolean;
  readonly form: DatasetForm;
}

/** What `--json` prints. */
export interface TableResult {
  readonly output: string;
  readonly rows: number;
  readonly notes: readonly string[];
}

export function isTable(path: string): boolean {
  return ['.star', '.cs'].includes(extname(path).toLowerCase());
}

/** STAR to `.cs`, `.cs` to STAR, or one form of `.cs` to another. */
export async function convertTable(input: string, output: string, options: TableOptions): Promise<TableResult> {
  const [from, to] = [extname(input).toLowerCase(), extname(output).toLowerCase()];
  if (from === '.cs') {
    const dataset = await readDataset(input);
    if (to === '.cs') {
      await writeDataset(output, dataset, { form: options.form });
      return { output, rows: dataset.length, notes: [] };
    }
    const { blocks, notes } = starOfDataset(dataset, { uids: options.uids, flipY: options.flipY });
    await writeStar(output, blocks);
    return { output, rows: dataset.length, notes };
  }
  if (to === '.star') throw new UserError(`Cannot convert ${input} to ${output}: both are STAR files.`);
  const file = await readStar(input);
  const shapes = options.micSize === undefined ? await readShapes(file, input) : null;
  const conversion: DatasetOfStarOptions = {
    micrographShape: (path) => options.micSize ?? shapes?.get(path) ?? null,
    sign: options.dark ? -1 : 1,
    flipY: options.flipY,
    ...(options.psize !== undefined && { pixelSizeA: options.psize }),
    ...(options.box !== undefined && { boxSizePx: options.box }),
  };
  const { dataset, notes } = datasetOfStar(file, conversion);
  await writeDataset(output, dataset, { form: options.form });
  return { output, rows: dataset.length, notes };
}

/**
 * (height, width) of the micrographs that a file names and that are there: as the path says, seen from here, from
 * the file's folder, or from a folder above it (RELION's paths start at its project).
 */
async function readShapes(file: StarFile, input: string): Promise<Map<string, readonly [number, number]>> {
  const columns = file.blocks.flatMap((block) => block.loops.map((loop) => findStarColumn(loop, 'rlnMicrographName')));
  const names = new Set(columns.flatMap((column) => column?.strings() ?? []));
  const folder = dirname(input);
  const places = ['.', folder, join(folder, '..'), join(folder, '../..')];
  const shapes = new Map<string, readonly [number, number]>();
  for (const name of names) {
    const candidates = isAbsolute(name) ? [name] : places.map((place) => join(place, name));
    const path = await firstThere(candidates);
    if (path === null || !/\.mrcs?$/i.test(path)) continue;
    const header = await readMrcHeader(path);
    shapes.set(name, [header.height, header.width]);
  }
  return shapes;
}
