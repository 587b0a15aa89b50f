import { DataError, UserError } from '@vitreous/errors';
import { readMrc, readMrcHeader } from '@vitreous/formats';

/** The images of a table of particles, each a section of a stack. */
export interface ParticleImages {
  /** Side of every box. */
  readonly boxPx: number;
  /** What the header of the first stack says. */
  readonly headerPixelSizeA: number | null;
  /** Images of the given rows, (row, y, x), each multiplied by its `sign` (1); neighbours in a stack are read together. */
  read(
    rows: readonly number[],
    options: { readonly sign?: (row: number) => number; readonly threads: number },
  ): Promise<Float32Array>;
}

/**
 * Checks that every stack has the images asked of it, all square and of one size. Row i is section `indices[i]` (from
 * 0) of `paths[i]`; `table` names the table in messages.
 *
 * @throws UserError when boxes are not square or differ; DataError when a stack is broken or too short.
 */
export async function openParticleImages(
  paths: readonly string[],
  indices: Uint32Array,
  table: string,
): Promise<ParticleImages> {
  const most = new Map<string, number>();
  paths.forEach((path, row) => most.set(path, Math.max(most.get(path) ?? 0, indices[row] ?? 0)));
  let first: { path: string; boxPx: number; pixelSizeA: number | null } | null = null;
  for (const [path, index] of most) {
    const { height, width, sections, pixelSizeA } = await readMrcHeader(path);
    if (height !== width) {
      throw new UserError(`${path} holds images of ${width} x ${height} pixels: expected square boxes.`);
    }
    if (index >= sections) {
      throw new DataError(`${table} names image ${index + 1} of ${path}, which has ${sections}.`);
    }
    first ??= { path, boxPx: width, pixelSizeA };
    if (first.boxPx !== width) {
      throw new UserError(
        `Boxes differ: ${first.boxPx} pixels in ${first.path}, ${width} in ${path}. Extract or crop them to one size.`,
      );
    }
  }
  const boxPx = first?.boxPx ?? 0;
  return {
    boxPx,
    headerPixelSizeA: first?.pixelSizeA ?? null,
    read: (rows, options) => readImages(rows, { paths, indices, boxPx, ...options }),
  };
}

async function readImages(
  rows: readonly number[],
  given: {
    readonly paths: readonly string[];
    readonly indices: Uint32Array;
    readonly boxPx: number;
    readonly sign?: (row: number) => number;
    readonly threads: number;
  },
): Promise<Float32Array> {
  const { paths, indices, boxPx, sign = () => 1, threads } = given;
  const area = boxPx * boxPx;
  const images = new Float32Array(rows.length * area);
  const follows = (one: number, other: number): boolean =>
    paths[one] === paths[other] && (indices[other] ?? 0) === (indices[one] ?? 0) + 1;
  for (let start = 0; start < rows.length;) {
    let end = start + 1;
    while (end < rows.length && follows(rows[end - 1] ?? 0, rows[end] ?? 0)) end++;
    const first = rows[start] ?? 0;
    const options = { firstSection: indices[first] ?? 0, sectionCount: end - start, threads };
    images.set((await readMrc(paths[first] ?? '', options)).data, start * area);
    start = end;
  }
  rows.forEach((row, i) => {
    if (sign(row) > 0) return;
    for (let at = i * area; at < (i + 1) * area; at++) images[at] = -(images[at] ?? 0);
  });
  return images;
}
