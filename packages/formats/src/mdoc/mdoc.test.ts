import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError, UserError } from '@vitreous/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedData } from '../testing/shared-data.js';
import { exposureOfMdoc, parseMdoc, readMdoc, type Mdoc } from '../index.js';

const parse = (text: string): Mdoc => parseMdoc(Buffer.from(text), 'a.mdoc');

it('reads globals, titles and sections, with either line ends, and lines that go on', () => {
  const mdoc = parse(
    '# a comment\r\nVoltage = 300\r\nT = title one\r\n[T =   Tilt axis angle = 85.3, spot = 8  ]\r\n\r\n[ZValue = 0]\r\nNote = first\r\nsecond\r\nPath = X:\\a = b.tif\r\n',
  );
  expect(mdoc.titles).toEqual(['title one', 'Tilt axis angle = 85.3, spot = 8']);
  expect([...mdoc.globals]).toEqual([['Voltage', '300']]);
  expect(mdoc.sections.map(({ kind, name, line }) => [kind, name, line])).toEqual([['ZValue', '0', 6]]);
  expect([...(mdoc.sections[0]?.values ?? [])]).toEqual([
    ['Note', 'first\nsecond'],
    ['Path', 'X:\\a = b.tif'],
  ]);
});

it('reads paths that are not UTF-8', () => {
  const bytes = Buffer.concat([
    Buffer.from('[FrameSet = 0]\nSubFramePath = D:\\M'),
    Buffer.of(0xfc),
    Buffer.from('ller.tif\n'),
  ]);
  expect(exposureOfMdoc(parseMdoc(bytes, 'a.mdoc')).frameFile).toBe('Müller.tif');
});

it('leaves out what the file does not say, and a dose of 0', () => {
  const exposure = exposureOfMdoc(parse('[FrameSet = 0]\nExposureDose = 0\nDateTime = yesterday\n'));
  expect(exposure).toMatchObject({ doseEPerA2: null, dateTime: null, pixelSizeA: null, stageUm: null, frameDoses: [] });
});

describe('refusals', () => {
  it.each([
    ['', 'expected sections such as [ZValue = 0]'],
    ['Voltage = 300\n', 'found none in 2 lines'],
    ['some words\n', 'line 1: expected Key = value, found "some words"'],
    ['[ZValue]\n', 'line 1: expected [Kind = name], found "[ZValue]"'],
    ['A = 1\n[ZValue = 0\n', 'line 2: expected [Kind = name]'],
    ['A = \u0000\n', 'line 1: a zero byte is no text'],
  ])('of %j', (text, message) => {
    expect(() => parse(text)).toThrow(DataError);
    expect(() => parse(text)).toThrow(message);
  });

  it('of a number that is none, with section and line', () => {
    const mdoc = parse('Voltage = 300\n[FrameSet = 0]\nPixelSpacing = wide\n');
    expect(() => exposureOfMdoc(mdoc)).toThrow(
      'a.mdoc, [FrameSet = 0] at line 2: PixelSpacing should be a number, but is "wide"',
    );
  });

  it('of any bytes, with a sentence', () => {
    const text = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ maxLength: 200 }).map((one) => Buffer.from(one)),
    );
    fc.assert(
      fc.property(text, (bytes) => {
        try {
          exposureOfMdoc(parseMdoc(Buffer.from(bytes), 'a.mdoc'));
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('of a file that is not there', async () => {
    await expect(readMdoc(join(tmpdir(), 'no-such.mdoc'))).rejects.toThrow(UserError);
  });
});

const folder = sharedData('serialem_mdoc');
describe.skipIf(folder === null)('files that SerialEM wrote', () => {
  const read = (name: string): Promise<Mdoc> => readMdoc(join(folder ?? '', name));

  it.each(readdirSync(folder ?? '.'))('%s is read without loss', async (name) => {
    const mdoc = await read(name);
    for (const section of mdoc.sections) {
      const exposure = exposureOfMdoc(mdoc, section);
      for (const [key, value] of section.values) expect(exposure.raw.get(key)).toBe(value);
    }
  });

  it('a movie', async () => {
    const mdoc = await read('frame_set_single.mdoc');
    expect(mdoc.titles[0]).toContain('GIF-K3');
    expect(exposureOfMdoc(mdoc)).toMatchObject({
      pixelSizeA: 1.2827,
      doseEPerA2: 7.65892,
      doseRateEPerPxS: 4.97858,
      frameDoses: [{ doseEPerA2: 0.63824, frames: 12 }],
      frameCount: 12,
      accelKv: 300,
      binning: 0.5,
      exposureS: 1.07856,
      tiltDeg: 32.984,
      defocusUm: -5.08286,
      targetDefocusUm: -4.5,
      imageShiftUm: [2.69654, -0.304661],
      stageUm: [-142.82, -457.442, -13.7196],
      slitEv: 20,
      gainReference: 'SuperRef_s_mmm_00000_-15.0_Oct08_01.59.24.dm4',
      defectFile: null,
      frameFile: 's_mmm_00993_33.0_Oct08_07.39.05.tif',
      dateTime: '2021-10-08T07:39:08',
    });
  });

  it('a movie of a whole tilt series, a tilt series and montages', async () => {
    const frames = await read('frame_set_multiple.mdoc');
    expect(frames.sections.map((section) => section.kind).slice(0, 3)).toEqual(['FrameSet', 'ZValue', 'ZValue']);
    expect(exposureOfMdoc(frames, frames.sections[3])).toMatchObject({ tiltDeg: 33, priorDoseEPerA2: 15.3237 });
    const series = await read('tilt_series.mdoc');
    expect(series.sections.length).toBe(41);
    expect(series.globals.get('ImageFile')).toBe('TS_01.mrc');
    expect(exposureOfMdoc(series, series.sections[1])).toMatchObject({
      tiltDeg: 3.00113,
      doseEPerA2: null,
      binning: 4,
    });
    const montage = await read('montage_section_multiple.mdoc');
    expect(montage.sections.filter((section) => section.kind === 'MontSection').length).toBe(10);
  });
});
