import { createRadialCurve, wavelengthA, type PointAtoms, type RadialCurve } from '@vitreous/numerics';
import { shareShapes } from './scattering.js';
import type { Specimen } from './specimen.js';

/** A specimen ready to be projected: point atoms with weights for two shapes, and what each shape is over frequency. */
export interface OpticalSpecimen {
  readonly atoms: PointAtoms;
  /** Functions of k in 1/Å; with the atoms' weights they add up to the scattering factors in Å. */
  readonly shapes: readonly [(k: number) => number, (k: number) => number];
  /** Greatest distance of an atom from the origin. */
  readonly radiusA: number;
}

export function toOpticalSpecimen(specimen: Specimen): OpticalSpecimen {
  const { shapes, weights } = shareShapes(specimen.elements);
  const pairs = new Float32Array(2 * specimen.elements.length);
  let radiusA = 0;
  specimen.elements.forEach((element, i) => {
    pairs.set(weights.get(element) ?? [0, 0], 2 * i);
    const [x = 0, y = 0, z = 0] = specimen.positions.subarray(3 * i, 3 * i + 3);
    radiusA = Math.max(radiusA, Math.hypot(x, y, z));
  });
  return { atoms: { positions: specimen.positions, weights: pairs }, shapes, radiusA };
}

/**
 * Radians of phase for an Å of scattering factor spread over an Å²: wavelength times the electron's relativistic mass
 * (Kirkland 2010, Advanced Computing in Electron Microscopy, equations 5.6 and 5.9, with the interaction constant put in).
 */
export function phasePerFactor(accelKv: number): number {
  return wavelengthA(accelKv) * (1 + accelKv / 510.99895);
}

/** The two curves that make an image's contrast of a specimen's weights: shape times `factor` of k. */
export function contrastCurves(
  specimen: OpticalSpecimen,
  pixelSizeA: number,
  factor: (k: number) => number,
): readonly [RadialCurve, RadialCurve] {
  const [first, second] = specimen.shapes;
  const curve = (shape: (k: number) => number): RadialCurve =>
    createRadialCurve((frequency) => {
      const k = frequency / pixelSizeA;
      return shape(k) * factor(k);
    }, 1024);
  return [curve(first), curve(second)];
}

/** Least size of at least `least`, even or odd as `like`, that has no prime factor above 7: quick to transform. */
export function quickSize(least: number, like = 0): number {
  const first = Math.ceil(least);
  for (let size = first + ((first + like) % 2); ; size += 2) {
    let rest = size;
    for (const prime of [2, 3, 5, 7]) while (rest % prime === 0) rest /= prime;
    if (rest === 1) return size;
  }
}
