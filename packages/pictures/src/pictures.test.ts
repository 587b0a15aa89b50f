import { createImage, createRandom, type Stack } from '@vitreous/numerics';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  contrastByPercentiles,
  contrastBySigma,
  drawDrift,
  drawLinePlot,
  drawMontage,
  drawPicks,
  drawPowerSpectrum,
  drawTrajectories,
  encodeGreyPng,
  makeThumbnail,
  svgToPng,
} from './index.js';

function noise(height: number, width: number, seed = 1): ReturnType<typeof createImage> {
  const random = createRandom(seed);
  return createImage(
    height,
    width,
    Float32Array.from({ length: height * width }, () => random.normal()),
  );
}

async function greyOf(png: Buffer): Promise<{ width: number; height: number; data: Buffer }> {
  const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

describe('contrast', () => {
  it('is not moved by hot pixels or pixels that are no numbers', () => {
    const image = noise(100, 100);
    const clean = contrastByPercentiles(image);
    for (let i = 0; i < 10; i++) image.data[i * 777] = 1e9;
    image.data[5] = NaN;
    const dirty = contrastByPercentiles(image);
    expect(dirty.white).toBeLessThan(clean.white + 0.5);
    expect(dirty.black).toBeCloseTo(clean.black, 1);
  });

  it('spans three deviations around the mean', () => {
    const { black, white } = contrastBySigma(noise(200, 200));
    // 40,000 samples: mean good to 0.005, deviation to 0.004, three times over.
    expect(black).toBeCloseTo(-3, 1);
    expect(white).toBeCloseTo(3, 1);
  });

  it('has a width also for a constant image and one without numbers', () => {
    expect(contrastBySigma(createImage(3, 3))).toEqual({ black: -0.5, white: 0.5 });
    const empty = createImage(2, 2, new Float32Array(4).fill(NaN));
    expect(contrastByPercentiles(empty).white).toBeGreaterThan(contrastByPercentiles(empty).black);
  });
});

it('encodes grey with row 0 at the top', async () => {
  const image = createImage(2, 3, Float32Array.from([0, 1, 2, 3, 4, NaN]));
  const png = await encodeGreyPng(image, { contrast: { black: 0, white: 4 } });
  expect(await greyOf(png)).toEqual({ width: 3, height: 2, data: Buffer.from([0, 64, 128, 191, 255, 0]) });
});

it('makes thumbnails of a longest side, keeping the mean, never larger', async () => {
  const image = noise(300, 200);
  const small = await makeThumbnail(image, { longestSide: 60 });
  expect([small.height, small.width]).toEqual([60, 40]);
  const mean = (data: Float32Array): number => data.reduce((sum, value) => sum + value, 0) / data.length;
  expect(mean(small.data)).toBeCloseTo(mean(image.data), 4);
  expect(await makeThumbnail(image)).toBe(image);
});

describe('plots', () => {
  const x = [0, 1, 2, 3];
  it('escape what people write, and leave gaps', async () => {
    const svg = drawLinePlot({
      title: 'a < b & "c"',
      xLabel: 'x (Å)',
      yLabel: 'y',
      series: [
        { name: '<one>', x, y: [1, NaN, 3, 4] },
        { name: 'two', x, y: [1, 1, 1, 1], accent: true },
      ],
      marks: [{ x: 2, label: 'here' }],
      shaded: [{ from: -5, to: 1 }],
    });
    expect(svg).toContain('a &lt; b &amp; &quot;c&quot;');
    expect(svg).not.toContain('NaN');
    expect((await sharp(svgToPng(svg, { scale: 2 })).metadata()).width).toBe(1120);
  });

  it.each([
    ['nothing at all', []],
    ['one point', [{ name: 'p', x: [1], y: [2] }]],
    ['a flat line at 0', [{ name: 'flat', x, y: [0, 0, 0, 0] }]],
    ['no numbers', [{ name: 'none', x, y: [NaN, NaN, NaN, Infinity] }]],
    ['tiny numbers', [{ name: 'tiny', x, y: [1e-12, 2e-12, 0, 1e-12] }]],
  ])('draw %s', (_, series) => {
    const svg = drawLinePlot({ xLabel: 'x', yLabel: 'y', series });
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('draw tracks from where they are, exaggerated', () => {
    const track = { x: 50, y: 25, shiftX: [1, 2], shiftY: [0, 0] };
    const svg = drawTrajectories({ width: 100, height: 50 }, [track], { longestSide: 100, exaggeration: 10 });
    expect(svg).toContain('M62 37L72 37');
    expect(drawTrajectories({ width: 100, height: 50 }, [])).not.toMatch(/NaN|Infinity/);
    expect(drawDrift([0, 0], [0, 0])).not.toMatch(/NaN|Infinity/);
    expect(drawDrift([0, 1, 2], [0, -1, 1], { pixelSizeA: 2 })).toContain('Shift in x (Å)');
  });
});

it('draws picks where they are', async () => {
  const svg = await drawPicks(noise(50, 100), [{ xFrac: 0.25, yFrac: 0.5 }], { diameterFrac: 0.2 });
  expect(svg).toContain('cx="25" cy="25" r="10"');
  expect((await sharp(svgToPng(svg)).metadata()).height).toBe(50);
});

it('keeps every pixel of a grey picture', async () => {
  const image = createImage(
    37,
    53,
    Float32Array.from({ length: 37 * 53 }, (_, i) => (i * 7) % 256),
  );
  const png = await encodeGreyPng(image, { contrast: { black: 0, white: 255 } });
  const { data, info } = await sharp(png).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 53, height: 37, channels: 1 });
  expect([...data]).toEqual([...image.data]);
});

it('puts boxes side by side', async () => {
  const stack: Stack = { count: 5, height: 8, width: 10, data: noise(5, 80).data };
  const { width, height } = await greyOf(await drawMontage(stack, { columns: 3, gap: 1 }));
  expect([width, height]).toEqual([34, 19]);
});

it('joins the fit on the left with the measured spectrum on the right', async () => {
  const measured = createImage(
    4,
    4,
    Float32Array.from({ length: 16 }, (_, i) => i),
  );
  const fit = createImage(4, 4, new Float32Array(16).fill(7));
  const { data } = await greyOf(await drawPowerSpectrum(measured, fit));
  // A constant half is mid grey; the measured half grows downwards.
  expect([data[0], data[12]]).toEqual([128, 128]);
  expect(data[14]).toBeGreaterThan(data[2] ?? 255);
  expect(() => drawPowerSpectrum(measured, createImage(2, 4))).toThrow('the fit is 4 x 2 pixels');
});
