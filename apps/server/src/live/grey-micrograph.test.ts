import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeMrc } from '@vitreous/formats';
import { expect, it } from 'vitest';
import { readGreyMicrograph } from './grey-micrograph.js';

it('turns a micrograph into bytes in pieces, wide enough for the contrast to be chosen later', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'grey-'));
  try {
    const [width, height] = [1500, 1100];
    // Evenly from -1 to 1, and a hot pixel.
    const data = Float32Array.from({ length: width * height }, (_, i) => ((i * 7919) % 10_007) / 5003 - 1);
    data[5] = 1e6;
    await writeMrc(join(folder, 'a.mrc'), { width, height, data });
    const grey = await readGreyMicrograph(join(folder, 'a.mrc'));
    const pieces: Uint8Array[] = [];
    for await (const piece of grey.bytes()) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    expect([grey.width, grey.height, bytes.length]).toEqual([width, height, width * height]);
    expect(pieces.length).toBeGreaterThan(1);
    expect(bytes[5]).toBe(255);
    // -1 and 1 lie at 2.75 of 5 deviations about the middle: the range is 1.82 times theirs.
    const shown = (value: number): number => 127.5 + (value * 127.5) / 1.82;
    for (const i of [0, 1, 2, 700, 1_234_567]) expect(Math.abs((bytes[i] ?? 0) - shown(data[i] ?? 0))).toBeLessThan(2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
