import { createBandCurve, forwardReal, inverseReal, multiplyRadial, type Stack } from '@vitreous/numerics';
import { contrastTransferHalfSpectra, type Ctf } from '../ctf/ctf-model.js';

/** Low-passes templates, and shows them (particles bright) through a contrast transfer where one is given. */
export async function filterTemplates(
  templates: Stack,
  { pixelSizeA, lowPassA, ctf, threads }: { pixelSizeA: number; lowPassA: number; ctf: Ctf | null; threads: number },
): Promise<Stack> {
  const { count, height, width } = templates;
  const shape = [height, width];
  const curve = createBandCurve({ pixelSizeA, lowPassA });
  const spectra = await forwardReal(templates.data, shape, { batch: count, threads });
  const filtered = await multiplyRadial(spectra, shape, curve, { batch: count, threads });
  if (ctf !== null) {
    const transfer = await contrastTransferHalfSpectra([ctf], height, width, pixelSizeA, { threads });
    // The transfer makes particles dark, as they are in micrographs; the search has them bright.
    for (let i = 0; i < filtered.length; i++) {
      filtered[i] = -(filtered[i] ?? 0) * (transfer[(i >> 1) % transfer.length] ?? 0);
    }
  }
  return { count, height, width, data: await inverseReal(filtered, shape, { batch: count, threads }) };
}
