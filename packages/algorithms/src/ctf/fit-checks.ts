import { DataError, UserError } from '@vitreous/errors';
import type { Image, TileSpectra } from '@vitreous/numerics';
import type { Microscope } from './ctf-model.js';
import type { CtfFitOptions } from './fit-ctf.js';
import type { PolarGrid } from './polar-spectrum.js';
import { layOutTiles, smallestImagePx, type TileLayout } from './tile-layout.js';
import type { RingBand } from './thon-model.js';

/** Fewer rings than this cannot tell a defocus. */
const leastRings = 12;

export function checkOptions(
  pixelSizeA: number,
  { resMinA, resMaxA, dfMinA, dfMaxA, phaseShift }: CtfFitOptions,
): void {
  if (!(pixelSizeA > 0)) throw new UserError(`A pixel size of ${pixelSizeA} Å: expected a number above 0.`);
  if (!(resMaxA > 0 && resMaxA < resMinA)) {
    throw new UserError(
      `Nothing to fit between ${resMinA} and ${resMaxA} Å: ctf_res_min_align is the coarser limit and must be above ` +
        'ctf_res_max_align.',
    );
  }
  if (!(dfMinA > 0 && dfMinA < dfMaxA)) {
    throw new UserError(
      `No defocus to search from ${dfMinA} to ${dfMaxA} Å: df_search_min must be above 0 and below df_search_max.`,
    );
  }
  if (phaseShift !== null && !(phaseShift.minRad < phaseShift.maxRad)) {
    throw new UserError(
      `No phase shift to search from ${phaseShift.minRad} to ${phaseShift.maxRad} rad: phase_shift_min must be below ` +
        'phase_shift_max.',
    );
  }
}

export function checkMicroscope({ accelKv, csMm, ampContrast }: Microscope): void {
  if (!(accelKv >= 10 && accelKv <= 3000)) {
    throw new UserError(`An accelerating voltage of ${accelKv} kV: expected 10 to 3000 (usually 200 or 300).`);
  }
  if (!(csMm >= 0 && csMm <= 20)) {
    throw new UserError(`A spherical aberration of ${csMm} mm: expected 0 to 20 (usually 2.7).`);
  }
  if (!(ampContrast >= 0 && ampContrast < 1)) {
    throw new UserError(
      `An amplitude contrast of ${ampContrast}: expected a fraction from 0 to below 1 (usually 0.1).`,
    );
  }
}

export function layOutChecked(image: Image, pixelSizeA: number): TileLayout {
  if (Math.min(image.height, image.width) < smallestImagePx) {
    throw new DataError(
      `The image has ${image.width} x ${image.height} pixels: its CTF needs at least ${smallestImagePx} along each side.`,
    );
  }
  return layOutTiles(image.height, image.width, pixelSizeA);
}

export function checkPixels(image: Image, { deviations }: TileSpectra): void {
  if (deviations.some((deviation) => Number.isNaN(deviation))) {
    const index = image.data.findIndex((value) => !Number.isFinite(value));
    const [x, y] = [index % image.width, Math.floor(index / image.width)];
    throw new DataError(`Pixel x = ${x}, y = ${y} is ${image.data[index] ?? NaN}, not a finite number.`);
  }
  if (!deviations.some((deviation) => deviation > 0)) {
    throw new DataError('The image is constant: it holds no signal whose CTF could be found.');
  }
}

export function chooseBand(
  grid: PolarGrid,
  leastRing: number,
  pixelSizeA: number,
  { resMinA, resMaxA }: CtfFitOptions,
): RingBand {
  const first = Math.max(leastRing, Math.ceil(1 / resMinA / grid.ringStep));
  const last = Math.min(grid.rings - 2, Math.floor(1 / resMaxA / grid.ringStep));
  if (last - first + 1 < leastRings) {
    throw new DataError(
      `With pixels of ${pixelSizeA} Å the image holds too little between ${resMinA} and ${resMaxA} Å to fit a CTF ` +
        `(its finest detail is ${2 * pixelSizeA} Å): check the pixel size.`,
    );
  }
  return { first, last };
}
