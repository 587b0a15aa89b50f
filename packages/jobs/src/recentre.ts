import { createStandardDataset, findIds, findNumbers, withColumns, type Dataset } from '@vitreous/formats';

const slots = ['alignments3D', 'alignments2D'] as const;

/** Particles to be cut out of one micrograph, and where their middles lie. */
export interface Targets {
  /** With `location/center_*_frac` where the boxes are wanted. */
  readonly picks: Dataset;
  /** For boxes as they were placed (some of the picks), their columns with the shifts that are left. */
  restateShifts(placed: Dataset): Dataset;
}

interface Alignment {
  readonly slot: string;
  /** Pixels of `pixelSizeA`, (x, y) row after row; the middle lies at the box's centre minus the shift. */
  readonly shiftPx: ArrayLike<number>;
  readonly pixelSizeA: ArrayLike<number>;
}

/**
 * Where boxes go when particles have been aligned: on the aligned middle (3D, or else 2D) with `recentre`, else where they
 * were picked. Either way a box lies on whole pixels, and what it misses the middle by stays as the shift.
 */
export function aimAtMiddles(
  picks: Dataset,
  micrograph: { readonly height: number; readonly width: number; readonly pixelSizeA: number },
  recentre: boolean,
): Targets {
  const alignments = slots.flatMap((slot): Alignment[] => {
    const [shiftPx, pixelSizeA] = [findNumbers(picks, `${slot}/shift`), findNumbers(picks, `${slot}/psize_A`)];
    return shiftPx === null || pixelSizeA === null ? [] : [{ slot, shiftPx, pixelSizeA }];
  });
  const [best] = alignments;
  if (best === undefined) return { picks, restateShifts: (placed) => placed };
  const extents = [micrograph.width, micrograph.height];
  const fields = ['location/center_x_frac', 'location/center_y_frac'];
  const picked = fields.map((field) => findNumbers(picks, field));
  /** Fraction of the micrograph along an axis at which an alignment puts a particle's middle. */
  const middle = ({ shiftPx, pixelSizeA }: Alignment, row: number, axis: number): number =>
    (picked[axis]?.[row] ?? NaN) -
    ((shiftPx[2 * row + axis] ?? 0) * (pixelSizeA[row] ?? 0)) / (micrograph.pixelSizeA * (extents[axis] ?? 1));
  const rows = Array.from({ length: picks.length }, (_, row) => row);
  const wanted = createStandardDataset(
    picks.length,
    Object.fromEntries(fields.map((field, axis) => [field, rows.map((row) => middle(best, row, axis))])),
  );
  return {
    picks: recentre ? withColumns(picks, wanted) : picks,
    restateShifts: (placed) => {
      const rowOf = new Map(Array.from(findIds(picks, 'uid') ?? [], (uid, row) => [uid, row]));
      const sources = Array.from(findIds(placed, 'uid') ?? [], (uid) => rowOf.get(uid) ?? 0);
      const centres = fields.map((field) => findNumbers(placed, field));
      const columns = alignments.map((alignment): [string, number[]] => [
        `${alignment.slot}/shift`,
        sources.flatMap((source, row) =>
          extents.map((extent, axis) => {
            const offPx = ((centres[axis]?.[row] ?? NaN) - middle(alignment, source, axis)) * extent;
            return (offPx * micrograph.pixelSizeA) / (alignment.pixelSizeA[source] ?? NaN);
          }),
        ),
      ]);
      return withColumns(placed, createStandardDataset(placed.length, Object.fromEntries(columns)));
    },
  };
}
