import { createImage, type Image } from '@vitreous/numerics';
import { aberrationOf, halfTurnsOver, type Ctf } from './ctf-model.js';
import { relativeEnvelope } from './power-curves.js';
import { valueAt } from './ring-profile.js';
import type { ThonModel } from './thon-model.js';

/**
 * Half data, half fit: the spectrum around frequency 0 in the middle, row 0 at the lowest frequency along y. Left of
 * the middle is the measured power less its background over the envelope of its oscillations (0 to 1 where the fit is
 * right, averaged over a few pixels, clamped to -0.5 to 1.5), right of it sin²(chi) as far as the fit reaches, 0.5 beyond.
 */
export function drawDiagnostic(
  powerAt: (x: number, y: number) => number,
  model: ThonModel,
  ctf: Ctf,
  ringStep: number,
  fitToA: number | null,
): Image {
  const reach = model.band.last;
  const size = 2 * reach + 1;
  const image = createImage(size, size);
  const phase = halfTurnsOver(aberrationOf(ctf));
  const fitRing = fitToA === null ? 0 : 1 / fitToA / ringStep;
  const envelope = relativeEnvelope(model, Math.min(reach, Math.floor(fitRing)));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [x, y] = [column - reach, row - reach];
      const ring = Math.hypot(x, y);
      let value = 0.5;
      if (x < 0 && ring >= model.band.first && ring <= reach) {
        const relative = averageAround(powerAt, -x, -y, reach) / valueAt(model.background, ring) - 1;
        value = Math.min(1.5, Math.max(-0.5, relative / valueAt(envelope, ring)));
      } else if (x >= 0 && ring >= model.band.first && ring <= Math.min(reach, fitRing)) {
        value = Math.sin(Math.PI * phase(x * ringStep, y * ringStep)) ** 2;
      }
      image.data[row * size + column] = value;
    }
  }
  return image;
}

/** Half the angle that is averaged over along a ring, radians: Thon rings turn little in it, noise goes. */
const halfArcRad = 0.12;
/** Points averaged along the arc, an odd number. */
const arcPoints = 15;

/** Mean power along an arc around the middle. */
function averageAround(powerAt: (x: number, y: number) => number, x: number, y: number, reach: number): number {
  let [sum, count] = [0, 0];
  for (let step = 0; step < arcPoints; step++) {
    const angle = halfArcRad * ((2 * step) / (arcPoints - 1) - 1);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const i = Math.round(x * cos - y * sin);
    const j = Math.round(x * sin + y * cos);
    if (i < 1 || i > reach || Math.abs(j) > reach) continue;
    sum += powerAt(i, j);
    count++;
  }
  return count > 0 ? sum / count : powerAt(x, y);
}
