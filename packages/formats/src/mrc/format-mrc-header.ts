import type { Statistics } from '@vitreous/numerics';
import { mrcHeaderBytes } from './mrc-header.js';

/** What is written into a main header. */
export interface MrcHeaderFields {
  readonly width: number;
  readonly height: number;
  readonly sections: number;
  readonly mode: number;
  readonly isVolume: boolean;
  readonly pixelSizeA: number | undefined;
  readonly labels: readonly string[] | undefined;
  readonly statistics: Statistics;
  /** Mode 0 holds unsigned bytes, said in IMOD's way. */
  readonly unsignedBytes: boolean;
}

/** A little-endian MRC2014 main header. */
export function formatMainHeader(fields: MrcHeaderFields): Uint8Array {
  const { width, height, sections, isVolume, statistics, pixelSizeA = 0, labels = ['Vitreous'] } = fields;
  const bytes = new Uint8Array(mrcHeaderBytes);
  const view = new DataView(bytes.buffer);
  const integers = (at: number, values: readonly number[]): void => {
    values.forEach((value, i) => {
      view.setInt32(at + 4 * i, value, true);
    });
  };
  const floats = (at: number, values: readonly number[]): void => {
    values.forEach((value, i) => {
      view.setFloat32(at + 4 * i, value, true);
    });
  };
  // Images have one interval along z, volumes one a section (MRC2014, note 6).
  const depth = isVolume ? sections : 1;
  integers(0, [width, height, sections, fields.mode]);
  integers(28, [width, height, depth]);
  floats(40, [width * pixelSizeA, height * pixelSizeA, depth * pixelSizeA, 90, 90, 90]);
  integers(64, [1, 2, 3]);
  const known = statistics.finiteCount > 0;
  // "Not known" in the standard's words: maximum below minimum, mean below both, deviation negative.
  floats(76, known ? [statistics.minimum, statistics.maximum, statistics.mean] : [0, -1, -2]);
  integers(88, [isVolume ? 1 : 0, 0]);
  integers(108, [20140]);
  if (fields.mode === 0) integers(152, [1146047817, fields.unsignedBytes ? 0 : 1]);
  bytes.set(Buffer.from('MAP '), 208);
  bytes.set([0x44, 0x44, 0, 0], 212);
  floats(216, [known ? statistics.standardDeviation : -1]);
  const lines = labels.slice(0, 10);
  integers(220, [lines.length]);
  lines.forEach((line, i) => {
    bytes.set(Buffer.from(line.padEnd(80).slice(0, 80), 'latin1'), 224 + 80 * i);
  });
  return bytes;
}
