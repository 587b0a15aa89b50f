import { basename, extname, join } from 'node:path';
import { evaluateField, type DisplacementField } from '@vitreous/algorithms';
import { writeAtomically, writeTogether } from '@vitreous/formats';
import { drawDrift, drawTrajectories, encodeGreyPng, makeThumbnail } from '@vitreous/pictures';
import type { Image } from '@vitreous/numerics';
import type { StageContext } from '../context.js';

export interface ThumbsResult {
  readonly preview_img_1x: string;
  readonly preview_img_2x: string;
  readonly thumb_shape: readonly [number, number];
  /** Absent for exposures of one frame. */
  readonly drift_plot: string | null;
  readonly local_motion_plot: string | null;
}

/** Longest side of the picture at ordinary density. */
const previewSide = 512;
/** Places along each side whose tracks are drawn. */
const trackGrid = 7;

/** Pictures of a corrected micrograph: a preview at two densities, the drift and the local motion. */
export function runThumbs(...inputs: Parameters<typeof drawThumbs>): Promise<ThumbsResult> {
  return writeTogether(() => drawThumbs(...inputs));
}

async function drawThumbs(
  micrograph: Image,
  name: string,
  motion: { readonly field: DisplacementField; readonly pixelSizeA: number } | null,
  context: StageContext,
): Promise<ThumbsResult> {
  const { threads, outDir, signal } = context;
  const base = basename(name, extname(name));
  const save = async (ending: string, bytes: Buffer | string): Promise<string> => {
    signal.throwIfAborted();
    const path = join(outDir, `${base}_${ending}`);
    await writeAtomically(path, async (file) => {
      await file.writeFile(bytes);
    });
    return path;
  };
  const double = await makeThumbnail(micrograph, { longestSide: 2 * previewSide, threads });
  const single = await makeThumbnail(double, { longestSide: previewSide, threads });
  const result = {
    preview_img_1x: await save('preview_1x.png', await encodeGreyPng(single)),
    preview_img_2x: await save('preview_2x.png', await encodeGreyPng(double)),
    thumb_shape: [single.height, single.width] as const,
  };
  if (motion === null || motion.field.frames < 2) return { ...result, drift_plot: null, local_motion_plot: null };
  const { field, pixelSizeA } = motion;
  const course = (values: ArrayLike<number>, first: number, stride: number): Float64Array =>
    Float64Array.from({ length: field.frames }, (_, t) => values[first + t * stride] ?? 0);
  return {
    ...result,
    drift_plot: await save(
      'drift.svg',
      drawDrift(course(field.rigid, 0, 2), course(field.rigid, 1, 2), { title: 'Drift', pixelSizeA }),
    ),
    local_motion_plot: await save('local_motion.svg', drawLocalMotion(field, pixelSizeA, course)),
  };
}

function drawLocalMotion(
  field: DisplacementField,
  pixelSizeA: number,
  course: (values: ArrayLike<number>, first: number, stride: number) => Float64Array,
): string {
  const places = (size: number): number[] =>
    Array.from({ length: trackGrid }, (_, i) => ((i + 0.5) / trackGrid) * size - 0.5);
  const [ys, xs] = [places(field.height), places(field.width)];
  const local = evaluateField({ ...field, rigid: new Float64Array(2 * field.frames) }, ys, xs);
  const stride = 2 * ys.length * xs.length;
  const tracks = ys.flatMap((y, row) =>
    xs.map((x, column) => {
      const first = 2 * (row * xs.length + column);
      return { x, y, shiftX: course(local, first, stride), shiftY: course(local, first + 1, stride) };
    }),
  );
  return drawTrajectories(field, tracks, { title: 'Local motion', pixelSizeA });
}
