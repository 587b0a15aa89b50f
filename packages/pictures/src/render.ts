import { createRequire } from 'node:module';
import sharp from 'sharp';

const require = createRequire(import.meta.url);

/** Fonts that come along, so that text is text also on machines without any. */
const fontFiles = [
  require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
];

let fonts: Promise<void> | null = null;

/** A PNG of an SVG picture, `scale` times its size. */
export async function svgToPng(svg: string, { scale = 1 }: { scale?: number } = {}): Promise<Buffer> {
  fonts ??= registerFonts();
  await fonts;
  // 72 dots an inch are one pixel a unit.
  return sharp(Buffer.from(svg), { density: 72 * scale })
    .png()
    .toBuffer();
}

/** Drawing a text from a file makes its font known to whatever this process draws later, SVG among it. */
async function registerFonts(): Promise<void> {
  for (const fontfile of fontFiles) {
    await sharp({ text: { text: 'x', font: 'DejaVu Sans', fontfile } })
      .png()
      .toBuffer();
  }
}
