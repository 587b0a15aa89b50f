import type { Image } from '@vitreous/numerics';
import { encodeGreyPng } from './grey-png.js';
import { style } from './style.js';
import { element, picture, text, type Svg } from './svg.js';

/** Where a particle is, as fractions of the micrograph's width and height, from row 0. */
export interface PickMark {
  readonly xFrac: number;
  readonly yFrac: number;
  /** Drawn lighter, in grey: found but not taken. */
  readonly rejected?: boolean;
}

/**
 * Circles over a thumbnail, as SVG with the image inside. `diameterFrac` is the circle's diameter as a fraction of
 * the micrograph's longest side.
 */
export async function drawPicks(
  thumbnail: Image,
  picks: readonly PickMark[],
  { diameterFrac, title }: { diameterFrac: number; title?: string },
): Promise<string> {
  const top = title === undefined ? 0 : 24;
  const { width, height } = thumbnail;
  const r = (diameterFrac * Math.max(width, height)) / 2;
  const circle = (pick: PickMark): Svg =>
    element('circle', {
      cx: pick.xFrac * width,
      cy: pick.yFrac * height,
      r,
      fill: 'none',
      stroke: pick.rejected === true ? '#ffffff' : style.accent,
      'stroke-opacity': pick.rejected === true ? 0.3 : 0.95,
      'stroke-width': Math.max(1, Math.min(2, r / 8)),
    });
  return picture(width, height + top, [
    await embedImage(thumbnail, 0, top),
    element('svg', { x: 0, y: top, width, height }, picks.map(circle)),
    ...(title === undefined ? [] : [text(2, 16, title, { 'font-weight': 600, 'font-size': 12 })]),
  ]);
}

/** A grey image inside an SVG picture, at its own size. */
export async function embedImage(image: Image, x: number, y: number): Promise<Svg> {
  const png = await encodeGreyPng(image);
  const href = `data:image/png;base64,${png.toString('base64')}`;
  return element('image', { x, y, width: image.width, height: image.height, href });
}
