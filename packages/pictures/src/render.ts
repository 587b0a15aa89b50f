import sharp from 'sharp';

/** A PNG of an SVG picture, `scale` times its size. */
export function svgToPng(svg: string, { scale = 1 }: { scale?: number } = {}): Promise<Buffer> {
  // 72 dots an inch are one pixel a unit.
  return sharp(Buffer.from(svg), { density: 72 * scale })
    .png()
    .toBuffer();
}
