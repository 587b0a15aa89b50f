import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createStandardDataset,
  decodeDataset,
  encodeColumns,
  findIds,
  findTexts,
  takeRows,
  writeDataset,
} from '@vitreous/formats';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openResults, readResults } from './result-files.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitreous-results-'));
});
afterAll(() => rm(folder, { recursive: true }));

const uid = BigUint64Array.of(3n, 1n, 2n);
const images = createStandardDataset(3, { uid, 'blob/path': ['a', 'b', 'a'], 'blob/shape': [1, 2, 3, 4, 5, 6] });
const defocus = createStandardDataset(3, { uid, 'ctf/df1_A': [10, 20, 30], 'ctf/df2_A': [1, 2, 3] });
const wanted = [
  { file: 'images.cs', result: 'blob', slot: 'blob' },
  { file: 'defocus.cs', result: 'ctf', slot: 'fitted' },
];

it('parts of a volume are one, whatever their ids; the first one counts', async () => {
  const parts = ['map_half_A', 'map_half_B'].map((slot, i) => ({ file: `${slot}.cs`, slot, uid: BigInt(i + 5) }));
  for (const { file, slot, uid: own } of parts) {
    const row = { uid: BigUint64Array.of(own), [`${slot}/path`]: [`${slot}.mrc`] };
    await writeDataset(join(folder, file), createStandardDataset(1, row));
  }
  const of = (dtype: string): { file: string; result: string; slot: string; dtype: string }[] =>
    parts.map(({ file, slot }) => ({ file, result: slot, slot, dtype }));
  const volume = await readResults(folder, of('volume_blob'));
  expect(findIds(volume, 'uid')).toEqual(BigUint64Array.of(5n));
  expect(findTexts(volume, 'map_half_B/path')).toEqual(['map_half_B.mrc']);
  expect((await readResults(folder, of('blob'))).length).toBe(0);
});

it.each([
  ['in one order', [0, 1, 2]],
  ['in another order', [2, 0, 1]],
  ['with a row less', [1, 2]],
])('reads columns as they are wanted, the files %s', async (_, order) => {
  await writeDataset(join(folder, 'images.cs'), images);
  await writeDataset(join(folder, 'defocus.cs'), takeRows(defocus, order));
  const source = await openResults(folder, wanted);
  const pieces: Uint8Array[] = [];
  for await (const piece of encodeColumns(source)) pieces.push(Uint8Array.from(piece));
  const sent = await decodeDataset(Buffer.concat(pieces), 'sent');
  expect(sent).toEqual(await readResults(folder, wanted));
  expect([...sent.columns.keys()]).toEqual(['uid', 'blob/path', 'blob/shape', 'fitted/df1_A', 'fitted/df2_A']);
  expect(sent.length).toBe(order.length);
  const some = await source.read(new Set(['fitted/df2_A']));
  expect(some.length).toBe(sent.length);
});
