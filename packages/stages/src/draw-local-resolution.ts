import { createImage, type Image } from '@vitreous/numerics';
import { drawColourPanels, drawHistogram } from '@vitreous/pictures';

/** Parts of the voxels, from the finest, that the scale of colours leaves out at its ends. */
const [leftOutLow, leftOutHigh] = [0.01, 0.97];

/** Middle slices of resolutions (Å, 0 where there is none) of n³ voxels along z, y and x, in colours: PNG. */
export function drawResolutionSlices(resolutionA: Float32Array, n: number): Promise<Buffer> {
  const sorted = resolutionA.filter((value) => value > 0).sort();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const middle = Math.floor(n / 2);
  const slice = (place: (row: number, column: number) => number): Image =>
    createImage(
      n,
      n,
      Float32Array.from({ length: n * n }, (_, i) => {
        const value = resolutionA[place(Math.floor(i / n), i % n)] ?? 0;
        return value > 0 ? value : NaN;
      }),
    );
  return drawColourPanels({
    title: `Local resolution: half of the voxels in the mask are finer than ${at(0.5).toFixed(2)} Å`,
    panels: [
      { image: slice((y, x) => (middle * n + y) * n + x), caption: 'middle section along z' },
      { image: slice((z, x) => (z * n + middle) * n + x), caption: 'along y' },
      { image: slice((z, y) => (z * n + y) * n + middle), caption: 'along x' },
    ],
    range: [at(leftOutLow), at(leftOutHigh)],
    label: 'Resolution (Å)',
  });
}

/** How many voxels have which resolution (Å): SVG. */
export function drawResolutionHistogram(resolutionA: Float32Array): string {
  return drawHistogram({
    title: 'Local resolution of the voxels in the mask',
    xLabel: 'Resolution (Å)',
    yLabel: 'Part of all voxels',
    name: 'voxels',
    values: resolutionA.filter((value) => value > 0),
    share: leftOutHigh,
  });
}
