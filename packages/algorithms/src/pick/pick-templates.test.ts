import { createImage, type Stack } from '@vitreous/numerics';
import { describe, expect, it } from 'vitest';
import { pickWithTemplates, scoreOfNoise } from '../index.js';
import { drawMicrograph, drawTemplate, scorePicks } from './testing/synthetic-micrograph.js';

const pixelSizeA = 4;
/** A large lobe and a small one: every turn looks different. */
const lobes = (u: number, v: number): number =>
  (Math.hypot(u + 5, v) < 9 ? 1 : 0) + (Math.hypot(u - 11, v) < 5 ? 1.2 : 0);
const options = {
  pixelSizeA,
  templatePixelSizeA: pixelSizeA,
  diameterA: 140,
  minScore: scoreOfNoise,
  minDistance: 0.8,
};
const scene = (depth: number, seed: number) =>
  drawMicrograph({ height: 600, width: 720, count: 80, gapPx: 40, depth, shape: lobes, reachPx: 20, seed });

describe.each([
  ['clear', 1],
  ['faint', 0.5],
])('particles that are %s', (_, depth) => {
  it('are found by their template, with their angle', async () => {
    const { image, placed } = scene(depth, 4);
    const { picks } = await pickWithTemplates(image, drawTemplate(lobes, 48), options);
    expect(scorePicks(picks, placed, image, 15)).toBeGreaterThan(0.95);
    const errors = picks.flatMap((pick) => {
      const near = placed.find(({ x, y }) => Math.hypot(x - pick.xFrac * 720, y - pick.yFrac * 600) < 6);
      const turn = pick.angleRad - (near?.angleRad ?? NaN);
      return near === undefined ? [] : [Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn)))];
    });
    // Turns are 5 degrees (0.087) apart; noise adds some.
    expect(errors.toSorted((a, b) => a - b)[Math.floor(errors.length / 2)]).toBeLessThan(0.1);
  });
});

it.each([
  ['finer', 2.7],
  ['coarser', 5.3],
])('takes templates with %s pixels than the micrograph, dark ones too', async (_, templatePixelSizeA) => {
  const { image, placed } = scene(1, 6);
  const size = 2 * Math.ceil(100 / templatePixelSizeA);
  const template = drawTemplate(lobes, size, templatePixelSizeA / pixelSizeA);
  const dark: Stack = { ...template, data: template.data.map((value) => 7 - 3 * value) };
  for (const given of [template, dark]) {
    const { picks } = await pickWithTemplates(image, given, { ...options, templatePixelSizeA });
    expect(scorePicks(picks, placed, image, 15)).toBeGreaterThan(0.95);
  }
});

it('names the template that fits, however many are held at once', async () => {
  const { image, placed } = scene(1, 8);
  const right = drawTemplate(lobes, 40);
  const wrong = drawTemplate((u, v) => (Math.abs(u) < 3 && Math.abs(v) < 15 ? 1 : 0), 40);
  const data = new Float32Array(12 * 1600);
  for (let i = 0; i < 12; i++) data.set(i === 10 ? right.data : wrong.data, 1600 * i);
  const templates: Stack = { count: 12, height: 40, width: 40, data };
  const { picks } = await pickWithTemplates(image, templates, options);
  expect(scorePicks(picks, placed, image, 15)).toBeGreaterThan(0.95);
  expect(picks.filter((pick) => pick.templateIndex === 10).length).toBeGreaterThan(0.95 * picks.length);
  expect(await pickWithTemplates(image, templates, { ...options, threads: 3 })).toEqual({
    picks,
    outstandingCount: 0,
  });
});

it.each([
  [{ templatePixelSizeA: 0 }, 'pixel size of the templates is 0 Å'],
  [{ diameterA: 0 }, 'diameter is 0 Å'],
  [{ angularSpacingDeg: 1e-4 }, 'use fewer templates or a wider spacing'],
])('refuses %o with a sentence', async (change, sentence) => {
  const picking = pickWithTemplates(createImage(600, 720), drawTemplate(lobes, 48), { ...options, ...change });
  await expect(picking).rejects.toThrow(sentence);
});

it('refuses templates that are flat, not numbers, or not square', async () => {
  const { image } = scene(1, 4);
  const template = drawTemplate(lobes, 48);
  const flat = { ...template, data: template.data.map(() => 3) };
  await expect(pickWithTemplates(image, flat, options)).rejects.toThrow('Template 1 of 1 is flat');
  const broken = { ...template, data: template.data.map((value, i) => (i === 1200 ? NaN : value)) };
  await expect(pickWithTemplates(image, broken, options)).rejects.toThrow('has pixels that are not numbers');
  const long = { count: 1, height: 24, width: 96, data: template.data };
  await expect(pickWithTemplates(image, long, options)).rejects.toThrow('1 of 96 x 24 px');
  const none = { count: 0, height: 0, width: 0, data: new Float32Array(0) };
  await expect(pickWithTemplates(image, none, options)).rejects.toThrow('Templates are square');
});
