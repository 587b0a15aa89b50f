import { readFile } from 'node:fs/promises';
import { evaluateField, type DisplacementField } from '@vitreous/algorithms';
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

/** The field that the micrograph was made with: mean shifts and splines as `./vitreous motion` writes them. */
export async function readSplineField(
  rigidPath: string,
  splinePath: string,
  [height, width]: readonly [number, number],
): Promise<MotionField> {
  const [rigid, spline] = [await readNpy(rigidPath), await readNpy(splinePath)];
  const [frames = 0, knotsY = 0, knotsX = 0] = spline.shape;
  const field: DisplacementField = {
    frames,
    height,
    width,
    rigid: rigid.data,
    local: { knotsX, knotsY, coefficients: spline.data },
  };
  const known = new Map<string, Float32Array>();
  return (frame, xFrac, yFrac) => {
    const name = `${xFrac} ${yFrac}`;
    const track = known.get(name) ?? evaluateField(field, [yFrac * height], [xFrac * width]);
    known.set(name, track);
    return [track[2 * frame] ?? NaN, track[2 * frame + 1] ?? NaN];
  };
}

/** Doubles out of a .npy file that we wrote. */
async function readNpy(path: string): Promise<{ shape: number[]; data: Float64Array }> {
  const bytes = await readFile(path);
  const start = 10 + bytes.readUInt16LE(8);
  const shape = /'shape': \(([^)]*)\)/
    .exec(bytes.toString('latin1', 10, start))?.[1]
    ?.split(',')
    .map(Number);
  if (shape === undefined || !bytes.toString('latin1', 10, start).includes('<f8')) {
    throw new Error(`${path} holds no doubles`);
  }
  return {
    shape,
    data: new Float64Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length)),
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
