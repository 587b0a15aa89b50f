import { UserError } from '@vitreous/errors';
import type { Image } from '@vitreous/numerics';

/** Pixel sizes of micrographs lie well within these, Å. */
const [leastPixelA, greatestPixelA] = [0.1, 50];
/** A particle of fewer pixels has no shape to look for. */
const fewestPixels = 4;

/** What every search is told; the names in messages are the parameters' titles. */
export interface SearchNumbers {
  readonly pixelSizeA: number;
  readonly diameterMinA: number;
  readonly diameterMaxA: number;
  readonly lowPassA: number;
  readonly lowPassTemplateA: number;
  readonly angularSpacingDeg: number;
}

/** @throws UserError when the numbers of a search make no sense, saying which and what to do. */
export function checkSearch(micrograph: Image, numbers: SearchNumbers): void {
  const { pixelSizeA, diameterMinA, diameterMaxA, lowPassA, lowPassTemplateA, angularSpacingDeg } = numbers;
  checkPixelSize(pixelSizeA, 'micrograph');
  for (const [name, value] of [
    ['least diameter', diameterMinA],
    ['greatest diameter', diameterMaxA],
  ] as const) {
    if (!(value > 0) || !Number.isFinite(value)) {
      throw new UserError(`The ${name} is ${value} Å: give the size of the particle in Å, above 0.`);
    }
  }
  if (diameterMinA > diameterMaxA) {
    throw new UserError(`The least diameter (${diameterMinA} Å) is above the greatest (${diameterMaxA} Å): swap them.`);
  }
  if (diameterMinA < fewestPixels * pixelSizeA) {
    throw new UserError(
      `A particle of ${diameterMinA} Å is less than ${fewestPixels} pixels of ${pixelSizeA} Å wide: check the diameter and the pixel size.`,
    );
  }
  const shortestA = Math.min(micrograph.height, micrograph.width) * pixelSizeA;
  if (diameterMaxA > shortestA / 2) {
    throw new UserError(
      `A particle of ${diameterMaxA} Å is wider than half the micrograph (${micrograph.width} x ${micrograph.height} px of ${pixelSizeA} Å): check the diameter and the pixel size.`,
    );
  }
  for (const [name, value] of [
    ['micrograph', lowPassA],
    ['template', lowPassTemplateA],
  ] as const) {
    if (!(value > 0 && value <= 2 * diameterMaxA)) {
      throw new UserError(
        `The low-pass of the ${name} is ${value} Å: give a resolution in Å, above 0 and not above twice the diameter (${2 * diameterMaxA} Å).`,
      );
    }
  }
  if (!(angularSpacingDeg > 0 && angularSpacingDeg <= 360)) {
    throw new UserError(`The angular spacing is ${angularSpacingDeg}°: give one above 0° and up to 360°.`);
  }
}

export function checkPixelSize(pixelSizeA: number, what: string): void {
  if (!(pixelSizeA >= leastPixelA && pixelSizeA <= greatestPixelA)) {
    throw new UserError(
      `The pixel size of the ${what} is ${pixelSizeA} Å: expected between ${leastPixelA} and ${greatestPixelA} Å.`,
    );
  }
}
