import type { Stack } from '@vitreous/numerics';

/** One shape looked for: an ellipse with axes in Å, solid or hollow, turned by an angle. */
export interface BlobShape {
  /** Length along the axis that lies at `angleRad`. */
  readonly longA: number;
  readonly shortA: number;
  readonly angleRad: number;
  readonly hollow: boolean;
  /** Its place among the shapes, turns of one shape being the same. */
  readonly templateIndex: number;
}

export interface BlobChoice {
  readonly diameterMinA: number;
  readonly diameterMaxA: number;
  readonly circle: boolean;
  readonly ellipse: boolean;
  readonly ring: boolean;
  readonly angularSpacingDeg: number;
}

/** Neighbouring diameters differ by no more than this factor: a disc a tenth off still scores 0.95 of its best. */
const scaleStep = 1.2;

/** Diameter of a ring's hole in units of its own. */
const holeOfRing = 0.6;

/** Discs and rings of several diameters, and the ellipse with the least and greatest diameter as axes. */
export function listBlobShapes(choice: BlobChoice): BlobShape[] {
  const { diameterMinA, diameterMaxA, circle, ellipse, ring, angularSpacingDeg } = choice;
  const steps = Math.ceil(Math.log(diameterMaxA / diameterMinA) / Math.log(scaleStep) - 1e-9);
  const diameters = Array.from({ length: steps + 1 }, (_, i) =>
    steps === 0 ? diameterMinA : diameterMinA * (diameterMaxA / diameterMinA) ** (i / steps),
  );
  const shapes: BlobShape[] = [];
  let templateIndex = 0;
  for (const hollow of [...(circle ? [false] : []), ...(ring ? [true] : [])]) {
    for (const diameter of diameters) {
      shapes.push({ longA: diameter, shortA: diameter, angleRad: 0, hollow, templateIndex: templateIndex++ });
    }
  }
  // An ellipse nearly round, with round shapes at hand, would only cost time.
  if (ellipse && (shapes.length === 0 || diameterMaxA / diameterMinA > 1.05)) {
    const turns = Math.max(1, Math.round(180 / angularSpacingDeg));
    for (let turn = 0; turn < turns; turn++) {
      const angleRad = (turn * Math.PI) / turns;
      shapes.push({ longA: diameterMaxA, shortA: diameterMinA, angleRad, hollow: false, templateIndex });
    }
  }
  return shapes;
}

/** Points a pixel is sampled at along x and y, so that edges are smooth. */
const samples = 4;

/**
 * Pictures of shapes, `sizePx` square, centred on pixel floor(n / 2): 1 in the middle, falling to 0 at the rim as the
 * fourth root of a parabola, which lies between a flat disc and the projection of a solid ball.
 */
export function drawBlobs(shapes: readonly BlobShape[], sizePx: number, pixelSizeA: number): Stack {
  const data = new Float32Array(shapes.length * sizePx * sizePx);
  const centre = Math.floor(sizePx / 2);
  shapes.forEach((shape, index) => {
    const [cosine, sine] = [Math.cos(shape.angleRad), Math.sin(shape.angleRad)];
    const valueAt = (x: number, y: number): number => {
      const along = (2 * pixelSizeA * (cosine * x + sine * y)) / shape.longA;
      const across = (2 * pixelSizeA * (-sine * x + cosine * y)) / shape.shortA;
      const radius2 = along * along + across * across;
      if (radius2 >= 1 || (shape.hollow && radius2 < holeOfRing ** 2)) return 0;
      return shape.hollow ? 1 : (1 - radius2) ** 0.25;
    };
    for (let i = 0; i < sizePx * sizePx; i++) {
      const [y, x] = [Math.floor(i / sizePx) - centre, (i % sizePx) - centre];
      let sum = 0;
      for (let s = 0; s < samples * samples; s++) {
        const [sy, sx] = [(Math.floor(s / samples) + 0.5) / samples - 0.5, ((s % samples) + 0.5) / samples - 0.5];
        sum += valueAt(x + sx, y + sy);
      }
      data[index * sizePx * sizePx + i] = sum / (samples * samples);
    }
  });
  return { count: shapes.length, height: sizePx, width: sizePx, data };
}
