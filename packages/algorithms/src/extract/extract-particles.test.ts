import { createImage, createRandom } from '@vitreous/numerics';
import { expect, it } from 'vitest';
import { checkBoxSizes, extractParticles, placeBoxes } from '../index.js';

const random = createRandom(4);
const [height, width] = [200, 260];
const image = createImage(
  height,
  width,
  Float32Array.from({ length: height * width }, (_, i) => 50 + (i % width) * 0.05 + 3 * random.normal()),
);
const picks = [
  { xFrac: 100.3 / width, yFrac: 80.6 / height },
  { xFrac: 5 / width, yFrac: 80 / height },
  { xFrac: 130 / width, yFrac: 168 / height },
  { xFrac: NaN, yFrac: 0.5 },
];
const options = { boxSizePx: 64, binSizePx: 64, backgroundRadiusPx: 24, invert: false };

it('places boxes on whole pixels, and leaves out those over the edge', () => {
  const boxes = placeBoxes(picks, { height, width, boxSizePx: 64 });
  expect(boxes.map((box) => box.pick)).toEqual([0, 2]);
  expect(boxes[0]).toMatchObject({ top: 81 - 32, left: 100 - 32 });
  expect(boxes[0]?.xFrac).toBeCloseTo(100 / width, 9);
  expect(boxes[0]?.yFrac).toBeCloseTo(81 / height, 9);
  // The last row of this box is the micrograph's last.
  expect(boxes[1]?.top).toBe(136);
});

it('puts the pixel of the pick in the centre, dark or bright', async () => {
  const dotted = createImage(height, width, image.data.slice());
  dotted.data[81 * width + 100] = -500;
  const boxes = placeBoxes(picks, { height, width, boxSizePx: 64 });
  const dark = await extractParticles(dotted, boxes, options);
  expect(dark.data.indexOf(Math.min(...dark.data))).toBe(32 * 64 + 32);
  const bright = await extractParticles(dotted, boxes, { ...options, invert: true, threads: 2 });
  expect(bright.data).toEqual(dark.data.map((value) => 0 - value));
});

it.each([64, 48, 32])('has background of mean 0 and deviation 1 at %i px', async (binSizePx) => {
  const boxes = placeBoxes(picks, { height, width, boxSizePx: 64 });
  const stack = await extractParticles(image, boxes, { ...options, binSizePx });
  expect(stack).toMatchObject({ count: 2, height: binSizePx, width: binSizePx });
  for (let index = 0; index < stack.count; index++) {
    const box = stack.data.subarray(index * binSizePx ** 2, (index + 1) * binSizePx ** 2);
    const c = binSizePx / 2;
    const far = box.filter(
      (_, i) => Math.hypot((i % binSizePx) - c, Math.floor(i / binSizePx) - c) > (24 * binSizePx) / 64,
    );
    const mean = far.reduce((sum, value) => sum + value, 0) / far.length;
    expect(mean).toBeCloseTo(0, 4);
    expect(Math.sqrt(far.reduce((sum, value) => sum + value ** 2, 0) / far.length)).toBeCloseTo(1, 4);
  }
});

it.each([
  [63, 63, 'The box is 63 px: expected an even'],
  [0, 0, 'The box is 0 px'],
  [300, 300, 'larger than the micrograph (260 x 200 px)'],
  [64, 80, 'is larger than the box (64 px)'],
  [64, 33, 'after Fourier crop is 33 px'],
])('refuses boxes of %i cropped to %i', (box, bin, sentence) => {
  expect(() => {
    checkBoxSizes(box, bin, { height, width });
  }).toThrow(sentence);
});
