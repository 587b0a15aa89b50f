import type { ConicalFsc, FourierSampling, SphereCells } from '@vitreous/algorithms';
import { drawHeatMap, drawLinePlot } from '@vitreous/pictures';

/** Cells of pictures of a sphere: all of the same area on it. */
const [columns, rows] = [72, 36];

/** Correlations in all cones: least, median and greatest on each shell, and those of the worst and the best cone. SVG. */
export function drawConeCurves(cones: ConicalFsc, { n, pixelSizeA }: { n: number; pixelSizeA: number }): string {
  const { shells, curves, areas } = cones;
  const x = Array.from({ length: shells }, (_, shell) => shell / (n * pixelSizeA));
  const of = (cone: number): number[] => [1, ...curves.subarray(cone * shells + 1, (cone + 1) * shells)];
  const [worst, best] = [areas.indexOf(Math.min(...areas)), areas.indexOf(Math.max(...areas))];
  const ranked = Array.from({ length: shells }, (_, shell) =>
    Array.from(areas, (_area, cone) => (shell === 0 ? 1 : (curves[cone * shells + shell] ?? 0))).sort((a, b) => a - b),
  );
  const share = (part: number): number[] => ranked.map((values) => values[Math.round(part * (values.length - 1))] ?? 0);
  return drawLinePlot({
    title: `Correlation in cones of ${Math.round((cones.halfAngleRad * 180) / Math.PI)}°: area ratio ${cones.areaRatio.toFixed(2)}`,
    xLabel: 'Resolution (Å)',
    yLabel: 'Correlation of the halves',
    series: [
      { name: 'median', x, y: share(0.5) },
      { name: 'worst 5 %', x, y: share(0.05), dashed: true },
      { name: 'best 5 %', x, y: share(0.95), dashed: true },
      { name: 'worst cone', x, y: of(worst), accent: true },
      { name: 'best cone', x, y: of(best) },
      { name: '0.143', x: [0, x[x.length - 1] ?? 0], y: [0.143, 0.143], dashed: true },
    ],
    yRange: [-0.2, 1.05],
    xTickLabel: (value) => (value > 0 ? (1 / value).toFixed(1) : '∞'),
  });
}

/** What the area under the curve of each cone lacks, over all directions of Fourier space: SVG. */
export function drawConeAreas({ cones, areas }: ConicalFsc): string {
  const most = Math.max(...areas);
  return drawSphere(
    cones,
    areas.map((area) => 1 - area / most),
    {
      title: 'What directions of Fourier space lack: area under the curve of each cone',
      scaleLabel: 'less than the best',
      // Pale where all are alike.
      most: Math.max(0.5, ...areas.map((area) => 1 - area / most)),
    },
  );
}

/** How densely slices fill each direction of Fourier space: SVG. */
export function drawSampling({ cells, density, factor, unseen }: FourierSampling): string {
  return drawSphere(cells, density, {
    title: `Sampling of Fourier space: compensation factor ${factor.toFixed(2)}, ${(100 * unseen).toFixed(0)} % unseen`,
    scaleLabel: 'times the mean',
  });
}

/** Values on a sphere's cells by longitude and by sine of latitude, which keeps areas: SVG. */
function drawSphere(
  cells: SphereCells,
  values: ArrayLike<number>,
  words: { readonly title: string; readonly scaleLabel: string; readonly most?: number },
): string {
  const shown = Float64Array.from({ length: columns * rows }, (_, i) => {
    const z = (2 * (Math.floor(i / columns) + 0.5)) / rows - 1;
    const angle = 2 * Math.PI * (((i % columns) + 0.5) / columns) - Math.PI;
    const around = Math.sqrt(1 - z * z);
    return values[cells.find(around * Math.cos(angle), around * Math.sin(angle), z)] ?? 0;
  });
  return drawHeatMap({ ...words, ...sphereAxes, columns, rows, values: shown });
}

/** Ticks of a picture of a sphere by longitude and sine of latitude. */
export const sphereAxes = {
  xLabel: 'Azimuth (°)',
  yLabel: 'Elevation (°)',
  xTicks: [-180, -90, 0, 90, 180].map((value) => ({ at: (value + 180) / 360, label: `${value}` })),
  yTicks: [-90, -45, -20, 0, 20, 45, 90].map((value) => ({
    at: (Math.sin((value * Math.PI) / 180) + 1) / 2,
    label: `${value}`,
  })),
};
