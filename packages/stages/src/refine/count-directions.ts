import { symmetryRotations } from '@vitreous/algorithms';

/** From where particles are seen, on cells that all have the same area on the sphere. */
export interface Directions {
  readonly particles: number;
  readonly symmetry: string;
  /** Along the azimuth, from -180° to 180°. */
  readonly columns: number;
  /** Along the sine of the elevation, from -1 to 1. */
  readonly rows: number;
  /** Row by row; 1 where as many look as in an even spread. */
  readonly values: Float64Array;
}

/** Counts views with all their symmetric copies. `rotations` are 3 x 3 matrices, r_image = rotation r_map. */
export function countDirections(rotations: ArrayLike<number>, symmetry: string): Directions {
  const [columns, rows] = [48, 24];
  const group = symmetryRotations(symmetry);
  const particles = rotations.length / 9;
  const values = new Float64Array(columns * rows);
  const each = values.length / Math.max(1, particles * group.length);
  for (let particle = 0; particle < particles; particle++) {
    const view = [6, 7, 8].map((at) => rotations[9 * particle + at] ?? 0);
    for (const copy of group) {
      const [x, y, z] = [0, 1, 2].map((axis) =>
        view.reduce((sum, value, i) => sum + value * (copy[3 * i + axis] ?? 0), 0),
      );
      const column = Math.floor(((Math.atan2(y ?? 0, x ?? 0) / Math.PI + 1) / 2) * columns);
      const row = Math.floor((((z ?? 0) + 1) / 2) * rows);
      const cell = Math.min(rows - 1, Math.max(0, row)) * columns + Math.min(columns - 1, Math.max(0, column));
      values[cell] = (values[cell] ?? 0) + each;
    }
  }
  return { particles, symmetry, columns, rows, values };
}

/** The same as a file that pages draw from: `directions.json`. */
export function directionsToJson({ particles, symmetry, columns, rows, values }: Directions): string {
  const spread = Array.from(values, (value) => Number(value.toFixed(4)));
  return `${JSON.stringify({ num_particles: particles, symmetry, columns, rows, spread })}\n`;
}
