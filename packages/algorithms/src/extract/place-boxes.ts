import { UserError } from '@vitreous/errors';

/** A box around a pick, in whole pixels. */
export interface PlacedBox {
  /** Place of the pick in the list. */
  readonly pick: number;
  readonly top: number;
  readonly left: number;
  /** Where the box's centre pixel is, in fractions of the micrograph's width and height. */
  readonly xFrac: number;
  readonly yFrac: number;
}

/**
 * Boxes centred (pixel floor(size / 2)) on the pixel nearest to each pick; those that would reach out of the
 * micrograph are left out.
 */
export function placeBoxes(
  picks: readonly { readonly xFrac: number; readonly yFrac: number }[],
  { height, width, boxSizePx }: { height: number; width: number; boxSizePx: number },
): PlacedBox[] {
  return picks.flatMap(({ xFrac, yFrac }, pick) => {
    const [column, row] = [Math.round(xFrac * width), Math.round(yFrac * height)];
    const [top, left] = [row - Math.floor(boxSizePx / 2), column - Math.floor(boxSizePx / 2)];
    // Written so that a pick that is not a number is left out.
    const inside = top >= 0 && left >= 0 && top + boxSizePx <= height && left + boxSizePx <= width;
    return inside ? [{ pick, top, left, xFrac: column / width, yFrac: row / height }] : [];
  });
}

/** @throws UserError when boxes of this size make no sense in a micrograph of this size. */
export function checkBoxSizes(
  boxSizePx: number,
  binSizePx: number,
  { height, width }: { height: number; width: number },
): void {
  for (const [name, size] of [
    ['box', boxSizePx],
    ['box after Fourier crop', binSizePx],
  ] as const) {
    if (!Number.isInteger(size) || size < 8 || size % 2 !== 0) {
      throw new UserError(`The ${name} is ${size} px: expected an even whole number, 8 or more.`);
    }
  }
  if (boxSizePx > Math.min(height, width)) {
    throw new UserError(`The box (${boxSizePx} px) is larger than the micrograph (${width} x ${height} px).`);
  }
  if (binSizePx > boxSizePx) {
    throw new UserError(`The box after Fourier crop (${binSizePx} px) is larger than the box (${boxSizePx} px).`);
  }
}
