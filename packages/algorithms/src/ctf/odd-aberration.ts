import { forwardReal, inverseReal, wavelengthA } from '@vitreous/numerics';

/**
 * The part of an aberration that turns phases oppositely at opposite frequencies: it moves detail instead of changing contrast.
 * An image's transform is that of an image without it times exp(i phase) (docs/conventions.md).
 */
export interface OddAberration {
  readonly accelKv: number;
  /** Where the whole image lies, Å, x first. */
  readonly shiftA: readonly [number, number];
  /** Axial coma as a beam tilt makes it: Cs sin(tilt), Å, x first. */
  readonly tiltA: readonly [number, number];
  /** Of cos 3t and sin 3t, Å. */
  readonly trefoilA: readonly [number, number];
}

/**
 * `-2 pi (shift · k + λ² k² (tilt · k) + λ² k³ (trefoil[0] cos 3t + trefoil[1] sin 3t) / 3)` at (kx, ky), 1/Å, t from x
 * towards y.
 */
export function oddPhaseRad({ accelKv, shiftA, tiltA, trefoilA }: OddAberration, kx: number, ky: number): number {
  const k2 = kx * kx + ky * ky;
  // k³ cos 3t and k³ sin 3t.
  const [cosine, sine] = [kx * (kx * kx - 3 * ky * ky), ky * (3 * kx * kx - ky * ky)];
  const coma = k2 * (tiltA[0] * kx + tiltA[1] * ky);
  const trefoil = (trefoilA[0] * cosine + trefoilA[1] * sine) / 3;
  const shift = shiftA[0] * kx + shiftA[1] * ky;
  return -2 * Math.PI * (shift + wavelengthA(accelKv) ** 2 * (coma + trefoil));
}

export function hasOddAberration({ shiftA, tiltA, trefoilA }: OddAberration): boolean {
  return [...shiftA, ...tiltA, ...trefoilA].some((value) => value !== 0);
}

/** Images (count, box, box) as they would be without the aberration `of` each; those for which it is null stay as they are. */
export async function undoOddAberrations(
  images: Float32Array,
  { boxPx, pixelSizeA }: { boxPx: number; pixelSizeA: number },
  of: (image: number) => OddAberration | null,
  { threads = 1 }: { threads?: number } = {},
): Promise<Float32Array> {
  const area = boxPx * boxPx;
  const count = images.length / area;
  const chosen = Array.from({ length: count }, (_, i) => i).filter((i) => of(i) !== null);
  if (chosen.length === 0) return images;
  const shape = [boxPx, boxPx];
  const taken = new Float32Array(chosen.length * area);
  chosen.forEach((image, i) => {
    taken.set(images.subarray(image * area, (image + 1) * area), i * area);
  });
  const spectra = await forwardReal(taken, shape, { batch: chosen.length, threads });
  const half = Math.floor(boxPx / 2) + 1;
  const plates = new Map<OddAberration, Float32Array>();
  chosen.forEach((image, i) => {
    const aberration = of(image);
    if (aberration === null) return;
    const plate = plates.get(aberration) ?? plateOf(aberration, boxPx, pixelSizeA);
    plates.set(aberration, plate);
    const spectrum = spectra.subarray(2 * i * boxPx * half, 2 * (i + 1) * boxPx * half);
    for (let at = 0; at < plate.length; at += 2) {
      const [re = 0, im = 0, c = 1, s = 0] = [spectrum[at], spectrum[at + 1], plate[at], plate[at + 1]];
      spectrum[at] = re * c + im * s;
      spectrum[at + 1] = im * c - re * s;
    }
  });
  const corrected = await inverseReal(spectra, shape, { batch: chosen.length, threads });
  const made = images.slice();
  chosen.forEach((image, i) => {
    made.set(corrected.subarray(i * area, (i + 1) * area), image * area);
  });
  return made;
}

/** exp(i phase) over a half spectrum, complex pairs; 1 where an even box has no opposite frequency. */
function plateOf(aberration: OddAberration, boxPx: number, pixelSizeA: number): Float32Array {
  const half = Math.floor(boxPx / 2) + 1;
  const plate = new Float32Array(2 * boxPx * half);
  for (let y = 0; y < boxPx; y++) {
    const row = 2 * y < boxPx ? y : y - boxPx;
    for (let x = 0; x < half; x++) {
      const isOpen = 2 * x === boxPx || 2 * y === boxPx;
      const step = 1 / (boxPx * pixelSizeA);
      const phase = isOpen ? 0 : oddPhaseRad(aberration, x * step, row * step);
      plate.set([Math.cos(phase), Math.sin(phase)], 2 * (y * half + x));
    }
  }
  return plate;
}
