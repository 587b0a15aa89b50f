import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'no-fonts-'));
  await writeFile(join(folder, 'fonts.conf'), '<fontconfig></fontconfig>');
  // Fonts are looked up once a process, so that this must come before sharp; each test file has a process of its own.
  process.env['FONTCONFIG_FILE'] = join(folder, 'fonts.conf');
});
afterAll(() => rm(folder, { recursive: true }));

it('draws text as text where the system has no font', async () => {
  const { default: sharp } = await import('sharp');
  const { svgToPng } = await import('./render.js');
  const svgOf = (letter: string): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="30" height="30"><text y="20">${letter}</text></svg>`;
  const pixelsOf = (png: Buffer): Promise<Buffer> => sharp(png).raw().toBuffer();
  const without = await Promise.all(
    ['W', 'I'].map((letter) =>
      sharp(Buffer.from(svgOf(letter)))
        .raw()
        .toBuffer(),
    ),
  );
  // Without a font both are the same box: were they not, this test would show nothing.
  expect(without[0]).toEqual(without[1]);
  const drawn = await Promise.all(['W', 'I'].map(async (letter) => pixelsOf(await svgToPng(svgOf(letter)))));
  expect(drawn[0]).not.toEqual(drawn[1]);
});
