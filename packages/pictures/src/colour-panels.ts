import type { Image } from '@vitreous/numerics';
import { encodePng } from './png.js';
import { svgToPng } from './render.js';
import { style } from './style.js';
import { element, picture, text, type Svg } from './svg.js';

export interface ColourPanels {
  readonly title: string;
  /** Images beside each other; what is no number is left white. */
  readonly panels: readonly { readonly image: Image; readonly caption: string }[];
  /** Values of the first and the last colour. */
  readonly range: readonly [from: number, to: number];
  /** What values are, with their unit. */
  readonly label: string;
}

/** Side of a panel, the gap around it, room for the scale, pixels. */
const [side, gap, scaleWidth] = [220, 10, 76];

/** From blue over green to red, about as bright on either side of the middle. */
const anchors = [
  [38, 70, 150],
  [42, 140, 175],
  [110, 180, 110],
  [240, 200, 75],
  [205, 70, 45],
] as const;

/** Images of values in colours, with the scale beside them: PNG. */
export async function drawColourPanels({ title, panels, range, label }: ColourPanels): Promise<Buffer> {
  const top = 30;
  const children: Svg[] = [text(gap, 18, title, { 'font-weight': 600, 'font-size': 12 })];
  for (const [i, { image, caption }] of panels.entries()) {
    const x = gap + i * (side + gap);
    const png = await encodeColours(image, range);
    const href = `data:image/png;base64,${png.toString('base64')}`;
    const frame = { x, y: top, width: side, height: side };
    children.push(element('image', { ...frame, href, 'image-rendering': 'pixelated' }));
    children.push(element('rect', { ...frame, fill: 'none', stroke: style.grid }));
    children.push(text(x, top + side + 14, caption, { fill: style.quiet }));
  }
  const left = gap + panels.length * (side + gap);
  const steps = 40;
  for (let i = 0; i < steps; i++) {
    const [r, g, b] = colourOf((i + 0.5) / steps);
    const height = side / steps + 0.3;
    const y = top + side - ((i + 1) * side) / steps;
    children.push(element('rect', { x: left, y, width: 12, height, fill: `rgb(${r},${g},${b})` }));
  }
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const value = range[0] + share * (range[1] - range[0]);
    const y = top + 8 + (1 - share) * (side - 8);
    children.push(text(left + 16, y, Number(value.toPrecision(3)).toString(), { fill: style.quiet }));
  }
  const turn = `translate(${left + 60} ${top + side / 2}) rotate(-90)`;
  children.push(text(0, 0, label, { 'text-anchor': 'middle', transform: turn, fill: style.quiet }));
  return svgToPng(picture(left + scaleWidth, top + side + 22, children), { scale: 1.5 });
}

function encodeColours({ height, width, data }: Image, [from, to]: readonly [number, number]): Promise<Buffer> {
  const samples = new Uint8Array(4 * height * width);
  data.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    samples.set([...colourOf((value - from) / Math.max(1e-30, to - from)), 255], 4 * i);
  });
  return encodePng(samples, { height, width, pixelBytes: 4 });
}

function colourOf(share: number): [number, number, number] {
  const along = Math.min(1, Math.max(0, share)) * (anchors.length - 1);
  const below = Math.min(anchors.length - 2, Math.floor(along));
  const [low, high] = [anchors[below] ?? anchors[0], anchors[below + 1] ?? anchors[0]];
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(low[channel] + (along - below) * (high[channel] - low[channel]));
  return [mix(0), mix(1), mix(2)];
}
