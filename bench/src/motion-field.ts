import { findStarBlock, findStarColumn, readStar, type StarFile } from '@vitreous/formats';

/** Displacement in pixels of what shows at a point of the corrected micrograph, in one frame. */
export type MotionField = (frame: number, xFrac: number, yFrac: number) => readonly [x: number, y: number];

/**
 * The field that a corrected micrograph's STAR file describes, as programs of that form read it: shifts per frame, and
 * a polynomial of third order in time (without a constant) times 1, x, x², y, y², xy, with x and y from -1/2 to 1/2.
 * The file holds what brings a frame back into place, so the sign is turned over here.
 */
export async function readMotionStar(path: string): Promise<MotionField> {
  const file = await readStar(path);
  const shiftX = numbersOf(file, 'global_shift', 'rlnMicrographShiftX');
  const shiftY = numbersOf(file, 'global_shift', 'rlnMicrographShiftY');
  const model =
    findStarBlock(file, 'local_motion_model') === null
      ? null
      : numbersOf(file, 'local_motion_model', 'rlnMotionModelCoeff');
  return (frame, xFrac, yFrac) => {
    const [x, y] = [xFrac - 0.5, yFrac - 0.5];
    const space = [1, x, x * x, y, y * y, x * y];
    const local = (first: number): number =>
      model === null
        ? 0
        : space.reduce(
            (sum, value, i) =>
              sum +
              value *
                [1, 2, 3].reduce((time, power) => time + (model[first + 3 * i + power - 1] ?? NaN) * frame ** power, 0),
            0,
          );
    return [-(shiftX[frame] ?? NaN) - local(0), -(shiftY[frame] ?? NaN) - local(18)];
  };
}

function numbersOf(file: StarFile, block: string, label: string): Float64Array {
  const table = findStarBlock(file, block)?.loops[0];
  const column = table === undefined ? null : findStarColumn(table, label);
  if (column === null) throw new Error(`${file.path} has no _${label} in data_${block}`);
  return column.numbers();
}

/** Shifts in pixels, [frame][point], at points given as fractions of the frame. */
export interface Tracks {
  readonly points: readonly (readonly [xFrac: number, yFrac: number])[];
  readonly shifts: readonly (readonly (readonly [x: number, y: number])[])[];
}

/** RMS length of the difference of a field and true tracks over all points and frames, each track's mean removed, px. */
export function compareWithTracks(found: MotionField, { points, shifts }: Tracks): number {
  const sum = points.reduce((total, [xFrac, yFrac], point) => {
    const errors = shifts.map((frame, index) => {
      const [fx, fy] = found(index, xFrac, yFrac);
      const [tx, ty] = frame[point] ?? [NaN, NaN];
      return [fx - tx, fy - ty] as const;
    });
    const meanX = errors.reduce((all, [x]) => all + x, 0) / errors.length;
    const meanY = errors.reduce((all, [, y]) => all + y, 0) / errors.length;
    return total + errors.reduce((all, [x, y]) => all + (x - meanX) ** 2 + (y - meanY) ** 2, 0);
  }, 0);
  return Math.sqrt(sum / (points.length * shifts.length));
}
