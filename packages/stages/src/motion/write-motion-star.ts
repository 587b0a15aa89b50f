import { fitMotionPolynomial, type DisplacementField } from '@vitreous/algorithms';
import { createStarTable, writeStar } from '@vitreous/formats';

export interface MotionStar {
  readonly moviePath: string;
  /** As it was applied: turned and flipped already. Null: none. */
  readonly gainPath: string | null;
  readonly defectsPath: string | null;
  /** Frames in the movie's file, and the first one used, from 0. */
  readonly movieFrames: number;
  readonly firstFrame: number;
  readonly pixelSizeA: number;
  readonly cropFactor: number;
  readonly dosePerFrame: number;
  readonly accelKv: number;
}

/** What RELION writes where a frame was not used. */
const unused = -9999;

/**
 * The description of a corrected movie that RELION's polishing goes on from. RELION's shifts move a frame onto the
 * micrograph, so that they are minus our displacements; they are in pixels of the movie also where the micrograph
 * is binned, and count frames of the polynomial from the first one used (checked against relion 3.1.3).
 */
export async function writeMotionStar(path: string, field: DisplacementField, star: MotionStar): Promise<void> {
  const general = new Map<string, string>([
    ['rlnImageSizeX', `${field.width}`],
    ['rlnImageSizeY', `${field.height}`],
    ['rlnImageSizeZ', `${star.movieFrames}`],
    ['rlnMicrographMovieName', star.moviePath],
    ...(star.gainPath === null ? [] : [['rlnMicrographGainName', star.gainPath] as const]),
    ...(star.defectsPath === null ? [] : [['rlnMicrographDefectFile', star.defectsPath] as const]),
    ['rlnMicrographBinning', (1 / star.cropFactor).toFixed(6)],
    ['rlnMicrographOriginalPixelSize', star.pixelSizeA.toFixed(6)],
    ['rlnMicrographDoseRate', star.dosePerFrame.toFixed(6)],
    ['rlnMicrographPreExposure', '0.000000'],
    ['rlnVoltage', star.accelKv.toFixed(6)],
    ['rlnMicrographStartFrame', `${star.firstFrame + 1}`],
    ['rlnMotionModelVersion', '1'],
  ]);
  const shift = (axis: number): Float64Array =>
    Float64Array.from({ length: star.movieFrames }, (_, frame) => {
      const used = frame - star.firstFrame;
      return used >= 0 && used < field.frames ? 0 - (field.rigid[2 * used + axis] ?? 0) : unused;
    });
  const { coefficients } = fitMotionPolynomial(field);
  await writeStar(path, [
    { name: 'general', pairs: general },
    {
      name: 'global_shift',
      loops: [
        createStarTable({
          rlnMicrographFrameNumber: Float64Array.from({ length: star.movieFrames }, (_, frame) => frame + 1),
          rlnMicrographShiftX: shift(0),
          rlnMicrographShiftY: shift(1),
        }),
      ],
    },
    {
      name: 'local_motion_model',
      loops: [
        createStarTable({
          rlnMotionModelCoeffsIdx: Float64Array.from(coefficients.keys()),
          rlnMotionModelCoeff: coefficients.map((value) => 0 - value),
        }),
      ],
    },
  ]);
}
