import { createRequire } from 'node:module';
import type * as ResvgPackage from '@resvg/resvg-js';

const require = createRequire(import.meta.url);

/** Fonts that come along: text looks the same everywhere, and is text also on machines without fonts. */
const fontFiles = [
  require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
];

/** A PNG of an SVG picture, `scale` times its size. */
export function svgToPng(svg: string, { scale = 1 }: { scale?: number } = {}): Buffer {
  // Loaded when first needed: most commands draw nothing through it.
  const { Resvg } = require('@resvg/resvg-js') as typeof ResvgPackage;
  const drawn = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
  });
  return drawn.render().asPng();
}
