import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readNpy } from './read-npy.js';
import { writeNpy } from './write-npy.js';

it('writes a header whose length is a multiple of 64, then the values', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitreous-npy-'));
  try {
    await writeNpy(join(folder, 'a.npy'), Float64Array.of(1, 2, 3, 4, 5, -6), [3, 2]);
    const bytes = await readFile(join(folder, 'a.npy'));
    const start = 10 + bytes.readUInt16LE(8);
    expect(start % 64).toBe(0);
    expect(bytes.subarray(1, 6).toString('latin1')).toBe('NUMPY');
    expect(bytes.subarray(10, start).toString('latin1')).toContain(
      "'descr': '<f8', 'fortran_order': False, 'shape': (3, 2,)",
    );
    expect(bytes.length).toBe(start + 48);
    expect(bytes.readDoubleLE(start + 40)).toBe(-6);
    expect(await readNpy(join(folder, 'a.npy'))).toEqual({ shape: [3, 2], values: Float64Array.of(1, 2, 3, 4, 5, -6) });
    await writeFile(join(folder, 'cut.npy'), bytes.subarray(0, -1));
    await expect(readNpy(join(folder, 'cut.npy'))).rejects.toThrow('6 values are not there');
    await expect(writeNpy(join(folder, 'b.npy'), new Float64Array(3), [2, 2])).rejects.toThrow('2 x 2');
  } finally {
    await rm(folder, { recursive: true });
  }
});
