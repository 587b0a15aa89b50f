import { join } from 'node:path';
import type { Class2dProgress, Classification } from '@vitreous/algorithms';
import { writeAtomically } from '@vitreous/formats';
import { imageOfStack, type Image, type Stack } from '@vitreous/numerics';
import { contrastBySigma, drawClassGallery, drawLinePlot, encodeGreyPng } from '@vitreous/pictures';

/** All averages with their counts and resolutions: PNG. */
export async function writeClassGallery(
  path: string,
  { averages, rows }: Classification,
  { threads }: { threads: number },
): Promise<void> {
  const captions = rows.map(({ count, resolutionA }) => `${count}, ${resolutionA.toFixed(1)} Å`);
  const images = Array.from(rows.keys(), (k) => imageOfStack(averages, k));
  await writeImageGallery(path, images, captions, { threads });
}

/** Images with a caption under each: PNG. */
export async function writeImageGallery(
  path: string,
  images: readonly Image[],
  captions: readonly string[],
  { threads }: { threads: number },
): Promise<void> {
  const gallery = await drawClassGallery(images, captions, { threads });
  await writeAtomically(path, (file) => file.writeFile(gallery));
}

/** A PNG of each average in a folder that is there; answers their names. */
export function writeClassImages(folder: string, averages: Stack): Promise<string[]> {
  const images = Array.from({ length: averages.count }, (_, k) => imageOfStack(averages, k));
  return writeImages(folder, images);
}

/** A PNG of each image in a folder that is there, named by its place; answers their names. */
export async function writeImages(folder: string, images: readonly Image[]): Promise<string[]> {
  const names = images.map((_, place) => `${place}.png`);
  for (const [place, image] of images.entries()) {
    const png = await encodeGreyPng(image, { contrast: contrastBySigma(image, 3) });
    await writeAtomically(join(folder, names[place] ?? ''), (file) => file.writeFile(png));
  }
  return names;
}

/** Correlation of the halves of the fullest classes over frequency: SVG. */
export async function writeClassCurves(
  path: string,
  { correlations, rows }: Classification,
  { boxPx, pixelSizeA }: { boxPx: number; pixelSizeA: number },
): Promise<void> {
  const shown = 12;
  const fullest = Array.from(rows.keys())
    .sort((a, b) => (rows[b]?.count ?? 0) - (rows[a]?.count ?? 0))
    .slice(0, shown);
  const series = fullest.map((k, place) => {
    const y = correlations[k] ?? [];
    return { name: `${k}`, x: Array.from(y, (_, ring) => (ring + 1) / (boxPx * pixelSizeA)), y, accent: place === 0 };
  });
  const plot = drawLinePlot({
    title: `Halves of the ${fullest.length} largest classes`,
    xLabel: 'Resolution (Å)',
    yLabel: 'Correlation',
    series,
    yRange: [-0.2, 1.02],
    xTickLabel: (value) => (value > 0 ? (1 / value).toFixed(1) : ''),
  });
  await writeAtomically(path, (file) => file.writeFile(plot));
}

/** How certain the classes were of their particles, and how many were in use, step by step: SVG. */
export async function writeClassProgress(path: string, steps: readonly Class2dProgress[]): Promise<void> {
  const x = steps.map(({ step }) => step);
  const most = steps.reduce((greatest, { used }) => Math.max(greatest, used), 1);
  const plot = drawLinePlot({
    xLabel: 'Step',
    yLabel: 'Share',
    yRange: [0, 1.02],
    series: [
      { name: 'mean probability of the class', x, y: steps.map((step) => step.meanProbability), accent: true },
      { name: `classes in use, of ${most}`, x, y: steps.map((step) => step.used / most) },
    ],
  });
  await writeAtomically(path, (file) => file.writeFile(plot));
}
