import { countNodes, type DisplacementGrid, type Random } from '@vitreous/numerics';

/** How a simulated specimen moves. */
export interface MotionSettings {
  /** Greatest distance between two frames' global shifts, pixels. */
  readonly driftPx: number;
  /** RMS length of the local motion, each point's mean over the frames taken off, pixels. */
  readonly localRmsPx: number;
  /** RMS of the stage's shaking from frame to frame, pixels along each axis. */
  readonly jitterPx: number;
}

/** Powers (i, j) of the local field's terms P_i(X) P_j(Y), Legendre polynomials. */
export const motionTerms: readonly (readonly [number, number])[] = [
  [1, 0],
  [0, 1],
  [2, 0],
  [1, 1],
  [0, 2],
  [3, 0],
  [2, 1],
  [1, 2],
  [0, 3],
];

/**
 * Frame t shows at p + s(p, t) what the motion-free micrograph shows at p; s is the frame's global shift plus the sum
 * over `motionTerms` of P_i(X) P_j(Y) times the frame's coefficients, with X = 2 x / (width - 1) - 1 and Y likewise.
 * Frame 0 is not shifted.
 */
export interface MotionField {
  readonly height: number;
  readonly width: number;
  /** Pixels, (x, y) of each frame. */
  readonly globalPx: readonly (readonly [number, number])[];
  /** `localPx[frame][term]` = (x, y), pixels. */
  readonly localPx: readonly (readonly (readonly [number, number])[])[];
}

const legendre: readonly ((x: number) => number)[] = [
  () => 1,
  (x) => x,
  (x) => (3 * x * x - 1) / 2,
  (x) => (5 * x * x * x - 3 * x) / 2,
];

function termsAt(field: { height: number; width: number }, x: number, y: number): number[] {
  const [u, v] = [(2 * x) / (field.width - 1) - 1, (2 * y) / (field.height - 1) - 1];
  return motionTerms.map(([i, j]) => (legendre[i]?.(u) ?? 0) * (legendre[j]?.(v) ?? 0));
}

/** s(p, frame) without the global shift. */
export function localShiftPx(field: MotionField, x: number, y: number, frame: number): [number, number] {
  const values = termsAt(field, x, y);
  const coefficients = field.localPx[frame] ?? [];
  const sum: [number, number] = [0, 0];
  values.forEach((value, term) => {
    const [cx, cy] = coefficients[term] ?? [0, 0];
    sum[0] += value * cx;
    sum[1] += value * cy;
  });
  return sum;
}

/** s(p, frame). */
export function shiftPx(field: MotionField, x: number, y: number, frame: number): [number, number] {
  const [gx, gy] = field.globalPx[frame] ?? [0, 0];
  const [lx, ly] = localShiftPx(field, x, y, frame);
  return [gx + lx, gy + ly];
}

/**
 * Motion as exposures show it: a fast start along a bent path that slows down within a few e/Å², a steady rest, the
 * stage's shaking, and a local field whose terms each follow a curve in time of their own.
 */
export function createMotionField(
  settings: MotionSettings,
  frames: number,
  height: number,
  width: number,
  exposurePerFrame: number,
  random: Random,
): MotionField {
  const field = {
    height,
    width,
    globalPx: createDrift(settings, frames, exposurePerFrame, random),
    localPx: createLocal(frames, exposurePerFrame, random),
  };
  const rms = measureLocalRms(field);
  const scale = rms === 0 ? 0 : settings.localRmsPx / rms;
  return {
    ...field,
    localPx: field.localPx.map((terms) => terms.map(([x, y]) => [scale * x, scale * y] as const)),
  };
}

/** 0 at the first frame, 1 far on: what is left of the early motion after an exposure. */
const settled = (exposure: number, scale: number): number => 1 - Math.exp(-exposure / scale);

function createDrift(
  { driftPx, jitterPx }: MotionSettings,
  frames: number,
  exposurePerFrame: number,
  random: Random,
): [number, number][] {
  const [early, late] = [2 * Math.PI * random.uniform(), 2 * Math.PI * random.uniform()];
  const [scale, share] = [2 + 3 * random.uniform(), 0.45 + 0.3 * random.uniform()];
  const smooth = Array.from({ length: frames }, (_, frame): [number, number] => {
    const start = share * settled(frame * exposurePerFrame, scale);
    const rest = ((1 - share) * frame) / Math.max(1, frames - 1);
    return [start * Math.cos(early) + rest * Math.cos(late), start * Math.sin(early) + rest * Math.sin(late)];
  });
  const range = Math.max(0, ...smooth.flatMap(([x, y]) => smooth.map(([u, v]) => Math.hypot(x - u, y - v))));
  const factor = range === 0 ? 0 : driftPx / range;
  return smooth.map(([x, y], frame) => {
    const shake = frame === 0 ? 0 : jitterPx;
    return [factor * x + shake * random.normal(), factor * y + shake * random.normal()];
  });
}

function createLocal(frames: number, exposurePerFrame: number, random: Random): (readonly [number, number])[][] {
  const total = exposurePerFrame * frames;
  const terms = motionTerms.map(([i, j]) => {
    const strength = [0, 1, 0.7, 0.45][i + j] ?? 0;
    const amplitude = [strength * random.normal(), strength * random.normal()] as const;
    return { amplitude, share: random.uniform(), scale: total * (0.06 + 0.3 * random.uniform()) };
  });
  return Array.from({ length: frames }, (_, frame) =>
    terms.map(({ amplitude, share, scale }) => {
      const time = share * settled(frame * exposurePerFrame, scale) + ((1 - share) * frame) / Math.max(1, frames - 1);
      return [amplitude[0] * time, amplitude[1] * time] as const;
    }),
  );
}

/** Points at which the truth is sampled: 9 x 9 over the frame, row by row. */
export function samplePoints(height: number, width: number): { x: number; y: number }[] {
  return Array.from({ length: 81 }, (_, i) => ({
    x: ((i % 9) / 8) * (width - 1),
    y: (Math.floor(i / 9) / 8) * (height - 1),
  }));
}

/** RMS length of the local shifts over 9 x 9 points and all frames, each point's mean taken off. */
export function measureLocalRms(field: MotionField): number {
  const frames = field.globalPx.length;
  const squares = samplePoints(field.height, field.width).map(({ x, y }) => {
    const track = Array.from({ length: frames }, (_, frame) => localShiftPx(field, x, y, frame));
    const mean = [0, 1].map((axis) => track.reduce((sum, shift) => sum + (shift[axis] ?? 0), 0) / frames);
    return track.reduce((sum, [u, v]) => sum + (u - (mean[0] ?? 0)) ** 2 + (v - (mean[1] ?? 0)) ** 2, 0) / frames;
  });
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length);
}

/** Nodes lie at most 32 pixels apart, and close enough that a cubic field is straight between them to 1e-3 of its size. */
function gridSpacingPx({ height, width }: MotionField): number {
  const most = Math.min(height, width) / 50;
  return most >= 32 ? 32 : most >= 16 ? 16 : 8;
}

/**
 * Where each pixel q of a frame looks in the motion-free scene, as q plus a displacement: the p of p + s(p) = q, found
 * by repeated insertion, which shrinks the error by the field's slope (below 0.01) each time.
 */
export function displacementGridOf(field: MotionField, frame: number): DisplacementGrid {
  const spacingPx = gridSpacingPx(field);
  const [rows, columns] = [countNodes(field.height, spacingPx), countNodes(field.width, spacingPx)];
  const nodes = new Float32Array(2 * rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [x, y] = [column * spacingPx, row * spacingPx];
      let shift = shiftPx(field, x, y, frame);
      for (let step = 0; step < 3; step++) shift = shiftPx(field, x - shift[0], y - shift[1], frame);
      nodes[2 * (row * columns + column)] = -shift[0];
      nodes[2 * (row * columns + column) + 1] = -shift[1];
    }
  }
  return { nodes, columns, spacingPx };
}
