import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError, UserError } from '@vitreous/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedData } from '../testing/shared-data.js';
import { epuXmlOfMovie, parseEpuXml, readEpuNames, readEpuXml } from '../index.js';

const image = (inside: string): string => `<?xml version="1.0"?><MicroscopeImage>${inside}</MicroscopeImage>`;

describe('names', () => {
  it.each([
    [
      'Images-Disc1/GridSquare_8999138/Data/FoilHole_9015883_Data_9017347_6_20250108_154915.xml',
      ['data', '8999138', '9015883', '9017347', '2025-01-08T15:49:15'],
    ],
    [
      'X:\\a\\GridSquare_1\\Data\\FoilHole_29355993_Data_29330536_29330538_20210728_044139_Fractions.tiff',
      ['data', '1', '29355993', '29330536', '2021-07-28T04:41:39'],
    ],
    [
      'GridSquare_7/FoilHoles/FoilHole_9015889_20250108_154715.xml',
      ['foilHole', '7', '9015889', null, '2025-01-08T15:47:15'],
    ],
    ['GridSquare_8/GridSquare_20250108_151151.xml', ['gridSquare', '8', null, null, '2025-01-08T15:11:51']],
    ['Atlas/Tile_30333442_0_30333429.xml', ['tile', null, null, null, null]],
    ['Atlas/Atlas_30333429.xml', ['atlas', null, null, null, null]],
    ['GridSquare_8/other.xml', [null, '8', null, null, null]],
  ])('%s', (path, expected) => {
    const { kind, gridSquareId, foilHoleId, dataAreaId, namedAt } = readEpuNames(path);
    expect([kind, gridSquareId, foilHoleId, dataAreaId, namedAt]).toEqual(expected);
  });

  it('of the XML beside a movie', () => {
    const stem = 'FoilHole_9_Data_1_6_20250108_154915';
    for (const movie of [`${stem}_Fractions.tiff`, `${stem}_EER.eer`, `${stem}_fractions.mrc`, `d/e/${stem}.eer`]) {
      expect(epuXmlOfMovie(movie)).toBe(`${stem}.xml`);
    }
  });
});

describe('refusals', () => {
  it.each([
    ['', 'the XML is broken'],
    ['<a>', 'a.xml, line 1: the XML is broken: unclosed tag: a'],
    ['no xml', 'the XML is broken'],
    ['<Other/>', 'expected the XML of an EPU image (MicroscopeImage), found Other'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><MicroscopeImage>&b;</MicroscopeImage>', 'a document type is refused'],
    [image('&b;'), 'the XML is broken: undefined entity'],
    [image('<a></b>'), 'the XML is broken: unexpected close tag'],
    [`${'<a>'.repeat(100)}${'</a>'.repeat(100)}`, 'elements are more than 64 deep'],
    [image('<a/>'.repeat(200_001)), 'there are more than 200000 elements'],
    [image('\u0000'), 'the XML is broken'],
    [
      image('<microscopeData><gun><AccelerationVoltage>high</AccelerationVoltage></gun></microscopeData>'),
      'a.xml: microscopeData/gun/AccelerationVoltage should be a number, but is "high"',
    ],
  ])('%#', (text, message) => {
    expect(() => parseEpuXml(text, 'a.xml')).toThrow(DataError);
    expect(() => parseEpuXml(text, 'a.xml')).toThrow(message);
  });

  it('of a file that is not there', async () => {
    await expect(readEpuXml(join(tmpdir(), 'no-such.xml'))).rejects.toThrow(UserError);
  });
});

it('leaves out what the file does not say', () => {
  expect(parseEpuXml(image('<name>Empty</name>'), 'a.xml')).toMatchObject({
    kind: null,
    pixelSizeA: null,
    doseEPerA2: null,
    stageUm: null,
    software: null,
  });
});

const folder = sharedData('epu_session_2025/epu-dir-example/Images-Disc1');
describe.skipIf(folder === null)('files that EPU wrote', () => {
  const all = readdirSync(folder ?? '.', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.xml'));

  it.each(all)('%s is read with its ids', async (name) => {
    const read = await readEpuXml(join(folder ?? '', name));
    expect(read.gridSquareId).toMatch(/^8999\d{3}$/);
    expect(read).toMatchObject({
      accelKv: 300,
      detector: 'BioQuantum K3',
      software: 'EPU 3.9.1.8206',
      binning: [2, 2],
    });
    // The file's two doses agree: electrons per pixel over the pixel's area.
    const perPixel = Number(read.raw.get('DoseOnCamera'));
    expect((read.doseEPerA2 ?? NaN) * (read.pixelSizeA ?? NaN) ** 2).toBeCloseTo(perPixel, 4);
    expect(read.kind === 'data' ? read.fractions : (read.fractions ?? 50)).toBe(50);
  });

  it('an exposure', async () => {
    const name = 'GridSquare_8999138/Data/FoilHole_9015883_Data_9017347_6_20250108_154915.xml';
    const read = await readEpuXml(join(folder ?? '', name));
    expect(read).toMatchObject({
      kind: 'data',
      foilHoleId: '9015883',
      dataAreaId: '9017347',
      sizePx: [2880, 2046],
      nominalMagnification: 165000,
      exposureS: 0.89,
      fractions: 50,
      beamShift: [0.060867246240377426, -0.15422800183296204],
      beamTilt: [0.011411165818572044, -0.014905801042914391],
      imageShift: [0, 0],
      slitEv: 20,
      phasePlate: false,
      superResolutionFactor: 2,
      isCounted: true,
      acquiredAt: '2025-01-08T15:49:18.1158288+00:00',
      uniqueId: 'a57ec324-5326-43a3-8dc6-ee3424aa5814',
      instrument: 'TITAN52336320',
    });
    expect(read.pixelSizeA).toBeCloseTo(1.0558814, 6);
    expect(read.fieldOfViewA?.[0]).toBeCloseTo(3040.94, 2);
    expect(read.doseEPerA2).toBeCloseTo(14.4108, 4);
    expect(read.appliedDefocusUm).toBeCloseTo(-2.7, 9);
    expect(read.stageUm?.map((value) => Math.round(value * 1e4) / 1e4)).toEqual([-97.152, -152.7218, 85.7108]);
    expect(read.stageTiltDeg?.[0]).toBeCloseTo(-0.0247221, 6);
  });

  it('cut short anywhere, it is refused', async () => {
    const name = 'GridSquare_8999138/Data/FoilHole_9015883_Data_9017347_6_20250108_154915.xml';
    const text = await readFile(join(folder ?? '', name), 'utf8');
    fc.assert(
      fc.property(fc.nat(text.trimEnd().length - 1), fc.nat(255), (at, code) => {
        expect(() => parseEpuXml(text.slice(0, at), 'a.xml')).toThrow(DataError);
        try {
          parseEpuXml(text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1), 'a.xml');
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 200 },
    );
  });
});
