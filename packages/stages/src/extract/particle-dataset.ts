import { resolve } from 'node:path';
import { evaluateDefocus, type PlacedBox } from '@vitreous/algorithms';
import { createStandardDataset, noAberrations, takeRows, withColumns, type Dataset } from '@vitreous/formats';
import type { CtfFile } from '../ctf-file.js';
import { idOf } from '../row-id.js';

export interface ExtractedStack {
  readonly path: string;
  readonly boxSizePx: number;
  /** Of the boxes as written. */
  readonly pixelSizeA: number;
}

/**
 * Rows of the particles in a stack: those of their picks, with the place of the box's centre, the image, and the CTF at
 * that place where a surface is known.
 */
export function createParticleDataset(
  picks: Dataset,
  boxes: readonly PlacedBox[],
  stack: ExtractedStack,
  micrograph: { readonly path: string; readonly height: number; readonly width: number; readonly pixelSizeA: number },
  ctf: CtfFile | null,
): Dataset {
  const repeat = <T>(...values: T[]): T[] => boxes.flatMap(() => values);
  const images = createStandardDataset(boxes.length, {
    'blob/path': repeat(stack.path),
    'blob/idx': boxes.map((_, index) => index),
    'blob/shape': repeat(stack.boxSizePx, stack.boxSizePx),
    'blob/psize_A': repeat(stack.pixelSizeA),
    // Particles are bright, whatever they were in the micrograph.
    'blob/sign': repeat(1),
    'location/micrograph_uid': new BigUint64Array(boxes.length).fill(idOf(resolve(micrograph.path))),
    'location/exp_group_id': repeat(1),
    'location/micrograph_path': repeat(micrograph.path),
    'location/micrograph_shape': repeat(micrograph.height, micrograph.width),
    'location/micrograph_psize_A': repeat(micrograph.pixelSizeA),
    'location/center_x_frac': boxes.map((box) => box.xFrac),
    'location/center_y_frac': boxes.map((box) => box.yFrac),
    ...(ctf !== null && ctfColumns(boxes, ctf)),
  });
  return withColumns(
    takeRows(
      picks,
      boxes.map((box) => box.pick),
    ),
    images,
  );
}

function ctfColumns(boxes: readonly PlacedBox[], { microscope, surface }: CtfFile) {
  const places = boxes.map(({ xFrac, yFrac }) => evaluateDefocus(surface, xFrac, yFrac));
  const repeat = <T>(...values: T[]): T[] => boxes.flatMap(() => values);
  return {
    'ctf/type': repeat('spline'),
    'ctf/exp_group_id': repeat(1),
    'ctf/accel_kv': repeat(microscope.accelKv),
    'ctf/cs_mm': repeat(microscope.csMm),
    'ctf/amp_contrast': repeat(microscope.ampContrast),
    'ctf/df1_A': places.map((place) => place.df1A),
    'ctf/df2_A': places.map((place) => place.df2A),
    'ctf/df_angle_rad': places.map((place) => place.dfAngleRad),
    'ctf/phase_shift_rad': places.map((place) => place.phaseShiftRad),
    ...noAberrations(boxes.length),
  };
}
