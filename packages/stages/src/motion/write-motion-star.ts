import { fitMotionPolynomial, type DisplacementField } from '@vitreous/algorithms';
import { createStarTable, writeStar } from '@vitreous/formats';
import { groupFrames } from './group-frames.js';
import type { RenderedMovie } from './rendered-movie.js';

export interface MotionStar {
  readonly moviePath: string;
  /** As it was applied: turned and flipped already. Null: none. */
  readonly gainPath: string | null;
  readonly defectsPath: string | null;
  readonly movie: RenderedMovie;
  /** The first frame used, from 0. */
  readonly firstFrame: number;
  readonly cropFactor: number;
  /** Of the whole movie, e/Å². */
  readonly exposure: number;
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
  const { movie, firstFrame } = star;
  const frames = groupFrames(movie.eer?.rawFrames ?? new Uint32Array(movie.frames).fill(1), firstFrame, field.frames);
  const general = new Map<string, string>([
    ['rlnImageSizeX', `${field.width}`],
    ['rlnImageSizeY', `${field.height}`],
    ['rlnImageSizeZ', `${frames.positions.length}`],
    ['rlnMicrographMovieName', star.moviePath],
    ...(star.gainPath === null ? [] : [['rlnMicrographGainName', star.gainPath] as const]),
    ...(star.defectsPath === null ? [] : [['rlnMicrographDefectFile', star.defectsPath] as const]),
    ['rlnMicrographBinning', (1 / star.cropFactor).toFixed(6)],
    ['rlnMicrographOriginalPixelSize', movie.pixelSizeA.toFixed(6)],
    ['rlnMicrographDoseRate', (star.exposure * frames.share).toFixed(6)],
    ['rlnMicrographPreExposure', '0.000000'],
    ['rlnVoltage', star.accelKv.toFixed(6)],
    ['rlnMicrographStartFrame', `${frames.first + 1}`],
    ...(movie.eer === null ? [] : describeEer(movie.eer.upsampling, frames.rawFrames)),
    ['rlnMotionModelVersion', '1'],
  ]);
  const shift = (axis: number): Float64Array =>
    frames.positions.map((at) => (Number.isNaN(at) ? unused : 0 - interpolate(field.rigid, axis, at)));
  const { coefficients } = fitMotionPolynomial(field);
  await writeStar(path, [
    { name: 'general', pairs: general },
    {
      name: 'global_shift',
      loops: [
        createStarTable({
          rlnMicrographFrameNumber: frames.positions.map((_, frame) => frame + 1),
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
          rlnMotionModelCoeff: coefficients.map((value, i) => 0 - value * frames.step ** ((i % 3) + 1)),
        }),
      ],
    },
  ]);
}

/** As RELION counts grids: 1 for the sensor's, 2 for one twice as fine, 3 for one four times. */
function describeEer(upsampling: number, rawFrames: number): [string, string][] {
  return [
    ['rlnEERUpsampling', `${1 + Math.log2(upsampling)}`],
    ['rlnEERGrouping', `${rawFrames}`],
  ];
}

/** Value at place `at` of rows of two, `axis` of them; between rows along a line. */
function interpolate(rows: Float64Array, axis: number, at: number): number {
  const last = rows.length / 2 - 1;
  const below = Math.max(0, Math.min(last - 1, Math.floor(at)));
  const [low, high] = [rows[2 * below + axis] ?? 0, rows[2 * Math.min(last, below + 1) + axis] ?? 0];
  return low + (high - low) * Math.max(0, Math.min(1, at - below));
}
