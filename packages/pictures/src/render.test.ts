import sharp from 'sharp';
import { expect, it } from 'vitest';
import { svgToPng } from './render.js';

it('draws text with the font that comes along, whatever family is asked for', async () => {
  const svgOf = (text: string, family: string): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30"><text y="20" font-family="${family}">${text}</text></svg>`;
  const inkOf = async (text: string, family: string): Promise<number> => {
    const alpha = await sharp(svgToPng(svgOf(text, family)))
      .extractChannel('alpha')
      .raw()
      .toBuffer();
    return alpha.reduce((sum, value) => sum + value, 0);
  };
  for (const family of ['DejaVu Sans', 'sans-serif', 'No Such Font']) {
    // A missing font draws nothing, or the same box for every letter.
    expect(await inkOf('I', family)).toBeGreaterThan(500);
    expect(await inkOf('W', family)).toBeGreaterThan(2 * (await inkOf('I', family)));
  }
});
