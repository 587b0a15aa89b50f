import { averageAreas, createImage, resampleReal, type Image } from '@vitreous/numerics';
import { contrastBySigma } from './contrast.js';
import { encodeGreyPng } from './grey-png.js';
import { svgToPng } from './render.js';
import { style } from './style.js';
import { element, picture, text, type Svg } from './svg.js';

/** Side of a shown average, the gap around it, and room for a line of text below it, pixels. */
const [side, gap, line] = [112, 8, 16];
/** Classes beside each other. */
const across = 10;
/** More than these are not shown. */
const most = 400;

/** Class averages with a caption under each, in reading order, each in its own contrast: PNG. */
export async function drawClassGallery(
  averages: readonly Image[],
  captions: readonly string[],
  { threads = 1 }: { threads?: number } = {},
): Promise<Buffer> {
  const count = Math.min(averages.length, most);
  const columns = Math.min(across, count);
  const rows = Math.ceil(count / columns);
  const children: Svg[] = [];
  for (const [k, average] of averages.slice(0, count).entries()) {
    const [x, y] = [gap + (k % columns) * (side + gap), gap + Math.floor(k / columns) * (side + line + gap)];
    const image = await bringToSide(average, threads);
    const png = await encodeGreyPng(image, { contrast: contrastBySigma(image, 3) });
    const href = `data:image/png;base64,${png.toString('base64')}`;
    children.push(element('image', { x, y, width: side, height: side, href }));
    children.push(text(x, y + side + 12, captions[k] ?? '', { fill: style.quiet }));
  }
  const width = gap + columns * (side + gap);
  return svgToPng(picture(width, gap + rows * (side + line + gap), children), { scale: 1.5 });
}

/** The image at one and a half times the size it is shown at, as finely as the picture can show it. */
async function bringToSide(image: Image, threads: number): Promise<Image> {
  const wanted = Math.round(1.5 * side);
  if (image.width > wanted) return createImage(wanted, wanted, await averageAreas(image, wanted, wanted, { threads }));
  const shape = [image.height, image.width];
  return createImage(wanted, wanted, await resampleReal(image.data, shape, [wanted, wanted], { threads }));
}
