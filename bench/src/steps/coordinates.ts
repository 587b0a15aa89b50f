import { findStarColumn, readStar } from '@vitreous/formats';

/** A place in a micrograph, px, and how sure its picker was. */
export interface Coordinate {
  readonly x: number;
  readonly y: number;
  readonly score: number;
}

/** Coordinates out of a STAR file of picks, of ours or of RELION's. */
export async function readCoordinates(path: string): Promise<Coordinate[]> {
  const file = await readStar(path);
  for (const table of file.blocks.flatMap((block) => block.loops)) {
    const [xs, ys, scores] = ['rlnCoordinateX', 'rlnCoordinateY', 'rlnAutopickFigureOfMerit'].map((label) =>
      findStarColumn(table, label)?.numbers(),
    );
    if (xs === undefined || ys === undefined) continue;
    return Array.from(xs, (x, row) => ({ x, y: ys[row] ?? NaN, score: scores?.[row] ?? NaN }));
  }
  throw new Error(`${path} holds no coordinates`);
}

/** A STAR file of coordinates as both programs read it. */
export function coordinateStar(places: readonly { readonly x: number; readonly y: number }[]): string {
  const lines = places.map(({ x, y }) => `${x} ${y}`);
  return `\ndata_\n\nloop_\n_rlnCoordinateX #1\n_rlnCoordinateY #2\n${lines.join('\n')}\n`;
}
