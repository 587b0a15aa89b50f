import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DataError, UserError } from '@vitreous/errors';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedData } from '../testing/shared-data.js';
import {
  createDataset,
  createNumbers,
  decodeDataset,
  encodeDataset,
  fieldsOf,
  findIds,
  findNumbers,
  findTexts,
  floatColumn,
  idColumn,
  indexColumn,
  readDataset,
  readDatasetHeader,
  textColumn,
  writeDataset,
  type Dataset,
  type DatasetColumn,
  type NumberType,
  type WriteDatasetOptions,
} from '../index.js';

const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name);
const forms: WriteDatasetOptions[] = [{ form: 'numpy' }, { form: 'stream' }, { form: 'stream', compression: null }];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitreous-cs-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A random dataset of every type and some shapes. */
const anyDataset = fc.nat(40).chain((length) => {
  const numbers = fc
    .tuple(
      fc.constantFrom<NumberType>('f4', 'f8', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', 'c8', 'c16'),
      fc.constantFrom<number[]>([], [2], [1], [2, 3], [3, 1, 2]),
      fc.nat(255),
    )
    .map(([type, shape, seed]): DatasetColumn => {
      const column = createNumbers(type, shape, length);
      const bytes = new Uint8Array(column.data.buffer);
      // Small steps keep floats away from NaN, whose payload need not survive.
      for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 7 + seed) % 101;
      return column;
    });
  const text = fc
    .array(
      fc.string({ unit: 'grapheme', maxLength: 12 }).map((one) => one.replaceAll('\0', '')),
      {
        minLength: length,
        maxLength: length,
      },
    )
    .map((data): DatasetColumn => textColumn(data));
  const name = fc.string({ minLength: 1, maxLength: 12 }).map((one) => `slot/${one}`);
  return fc
    .dictionary(name, fc.oneof(numbers, text), { minKeys: 1, maxKeys: 8 })
    .map((columns) => createDataset(length, columns));
});

const made = createDataset(3, {
  uid: idColumn(BigUint64Array.of(1n, 2n ** 64n - 1n, 7n)),
  'blob/path': textColumn(['a.mrcs', '', 'é.mrcs']),
  'blob/shape': indexColumn(Uint32Array.of(4, 4, 5, 5, 6, 6), [2]),
  'ctf/df1_A': floatColumn(Float32Array.of(0.5, -1, 15301.1)),
});

describe('what the official client wrote', () => {
  it.each(['client-numpy.cs', 'client-lz4.cs', 'client-plain.cs'])('%s is read value for value', async (name) => {
    const dataset = await readDataset(fixture(name));
    const numbers = (field: string): number[] => Array.from(findNumbers(dataset, field) ?? []);
    expect(dataset.length).toBe(5);
    expect(findIds(dataset, 'uid')).toEqual(
      BigUint64Array.of(1n, 2n ** 63n + 5n, 2n ** 64n - 1n, 18446744073709551557n, 42n),
    );
    expect(findTexts(dataset, 'blob/path')).toEqual(['J1/a.mrcs', 'J1/a.mrcs', '', 'J2/é ü.mrcs', 'x']);
    expect(numbers('blob/idx')).toEqual([0, 1, 2, 3, 4]);
    expect(numbers('blob/shape')).toEqual([320, 321, 320, 321, 320, 321, 320, 321, 320, 321]);
    expect(numbers('ctf/df1_A')).toEqual([0.1, 15301.1, -1e-20, NaN, Infinity].map(Math.fround));
    expect(dataset.columns.get('ctf/anisomag')).toMatchObject({ type: 'f4', shape: [4] });
    expect(numbers('ctf/anisomag').slice(5, 7)).toEqual([5, 6].map((n) => Math.fround(Math.fround(n) / 3)));
    expect(dataset.columns.get('m/matrix')).toMatchObject({ type: 'f8', shape: [2, 3] });
    expect(numbers('m/matrix')).toEqual(Array.from({ length: 30 }, (_, i) => i / 7));
    expect(numbers('t/i1')).toEqual([-128, 127, 0, 1, -1]);
    expect(numbers('t/i2')).toEqual([-32768, 32767, 0, 1, -1]);
    expect(numbers('t/i4')).toEqual([-(2 ** 31), 2 ** 31 - 1, 0, 1, -1]);
    expect(dataset.columns.get('t/i8')?.data).toEqual(BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n, 0n, 1n, -1n));
    expect(numbers('t/u1')).toEqual([0, 255, 1, 2, 3]);
    expect(numbers('t/u2')).toEqual([0, 65535, 1, 2, 3]);
    for (const type of ['c8', 'c16']) {
      expect(dataset.columns.get(`t/${type}`)?.type).toBe(type);
      expect(numbers(`t/${type}`).map((n) => n + 0)).toEqual([1, 2, 0, 0, 0, -1, 3, 0, 4.5, 0]);
    }
    expect(numbers('a_long_slot_name_beyond_any_short_key_buffer/and_a_long_field_name')).toEqual([0, 1, 2, 3, 4]);
  });

  it('reads columns that LZ4 makes smaller', async () => {
    const dataset = await readDataset(fixture('client-lz4-long.cs'));
    expect(Array.from(findNumbers(dataset, 'a/ramp') ?? [])).toEqual(Array.from({ length: 600 }, (_, i) => i % 50));
    expect(new Set(findNumbers(dataset, 'a/zero') as Float32Array)).toEqual(new Set([0]));
    expect(findTexts(dataset, 'a/path')?.[599]).toBe('J1/mic_5.mrc');
  });

  it('reads an empty table', async () => {
    const dataset = await readDataset(fixture('client-empty-stream.cs'));
    expect(fieldsOf(dataset)).toEqual([
      { name: 'uid', type: 'u8', shape: [] },
      { name: 'a/x', type: 'f4', shape: [2] },
      { name: 'a/p', type: 'text', shape: [] },
    ]);
    expect(dataset.length).toBe(0);
  });

  it('reads what NumPy alone would write: big-endian, logical, wide text, signed ids', async () => {
    const dataset = await readDataset(fixture('numpy-odd.cs'));
    expect(findIds(dataset, 'uid')).toEqual(BigUint64Array.of(7n, 2n ** 64n - 1n));
    expect(findNumbers(dataset, 'b/be')).toEqual(Float32Array.of(1.5, -2.5, 0.1, 3e38));
    expect(findNumbers(dataset, 'b/flag')).toEqual(Uint8Array.of(1, 0));
    expect(findTexts(dataset, 'b/wide')).toEqual(['aé', '😀']);
    expect(findNumbers(dataset, 'b/bei')).toEqual(Uint16Array.of(258, 65535));
  });

  it('tells the fields without the rows, and reads only those asked for', async () => {
    expect(await readDatasetHeader(fixture('client-lz4.cs'))).toMatchObject({ form: 'stream', length: 5 });
    expect((await readDatasetHeader(fixture('client-numpy.cs'))).fields[2]).toEqual({
      name: 'blob/idx',
      type: 'u4',
      shape: [],
    });
    for (const name of ['client-lz4.cs', 'client-numpy.cs']) {
      const part = await readDataset(fixture(name), {
        fields: (field) => field === 'uid' || field.startsWith('blob/'),
      });
      expect([...part.columns.keys()]).toEqual(['uid', 'blob/path', 'blob/idx', 'blob/shape']);
      expect(findTexts(part, 'blob/path')?.[3]).toBe('J2/é ü.mrcs');
    }
  });
});

const python = process.env.CRYOSPARC_TOOLS_PYTHON;
describe.skipIf(python === undefined)('the official client itself (CRYOSPARC_TOOLS_PYTHON)', () => {
  it.each(forms)('reads %j as we wrote it, and we read what it writes', async (options) => {
    const [path, asNumpy, asStream] = ['in.cs', 'numpy.cs', 'stream.cs'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    for (const dataset of [made, await readDataset(fixture('client-numpy.cs'))]) {
      await writeDataset(path, dataset, options);
      const { stdout } = await promisify(execFile)(python ?? '', [fixture('resave.py'), path, asNumpy, asStream]);
      expect(JSON.parse(stdout)).toMatchObject({ length: dataset.length });
      expect(await readDataset(asNumpy)).toEqual(dataset);
      expect(await readDataset(asStream)).toEqual(dataset);
    }
  });
});

describe.each(forms)('written as %j', (options) => {
  it('any dataset comes back the same', async () => {
    await fc.assert(
      fc.asyncProperty(anyDataset, async (dataset) => {
        const back = await decodeDataset(await encodeDataset(dataset, options), 'a.cs');
        expect(back).toEqual(dataset);
      }),
      { numRuns: 150 },
    );
  });

  it('a file is the same as the bytes', async () => {
    const path = join(folder, 'made.cs');
    await writeDataset(path, made, options);
    expect(new Uint8Array(await readFile(path))).toEqual(new Uint8Array(await encodeDataset(made, options)));
    expect(await readDataset(path)).toEqual(made);
  });

  it('many rows come back the same', async () => {
    const length = 300_000;
    const long = createDataset(length, {
      uid: idColumn(BigUint64Array.from({ length }, (_, i) => BigInt(i) * 977n)),
      'blob/path': textColumn(Array.from({ length }, (_, i) => `J1/${i >> 8}.mrcs`)),
      'ctf/df1_A': floatColumn(Float32Array.from({ length }, (_, i) => i / 3)),
    });
    const back = await decodeDataset(await encodeDataset(long, options), 'a.cs');
    expect(Buffer.compare(bytesOf(back, 'uid'), bytesOf(long, 'uid'))).toBe(0);
    expect(Buffer.compare(bytesOf(back, 'ctf/df1_A'), bytesOf(long, 'ctf/df1_A'))).toBe(0);
    expect(findTexts(back, 'blob/path')).toEqual(findTexts(long, 'blob/path'));
  });

  it('is refused when cut short anywhere, and never breaks otherwise', async () => {
    const good = await encodeDataset(made, options);
    // The last bytes of the streamed form are strings, of which the last is used.
    for (let length = 0; length < good.length; length++) {
      await expect(decodeDataset(good.subarray(0, length), 'a.cs'), `${length} bytes`).rejects.toThrow(DataError);
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), async (at, byte) => {
        const bytes = Uint8Array.from(good);
        bytes[at] = byte;
        const outcome = await decodeDataset(bytes, 'a.cs').catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DataError);
      }),
      { numRuns: 1500 },
    );
  });

  it('says which text it cannot hold', async () => {
    const bad = createDataset(1, { 'blob/path': textColumn(['a\0b']) });
    await expect(writeDataset(join(folder, 'bad.cs'), bad, options)).rejects.toThrow(UserError);
    await expect(readFile(join(folder, 'bad.cs'))).rejects.toThrow();
  });
});

function bytesOf(dataset: Dataset, name: string): Uint8Array {
  const column = dataset.columns.get(name);
  return column === undefined || column.type === 'text' ? new Uint8Array(0) : new Uint8Array(column.data.buffer);
}

/** A NumPy file with this header and these rows. */
function numpyFile(header: string, rows = new Uint8Array(0), version = 1): Buffer {
  const start = Buffer.from('\x93NUMPY\0\0\0\0', 'latin1');
  start[6] = version;
  start.writeUInt16LE(header.length, 8);
  return Buffer.concat([start, Buffer.from(header), rows]);
}

function streamFile(header: unknown, rest: Uint8Array = new Uint8Array(0)): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const start = Buffer.from('\x95CSDAT\0\0\0\0', 'latin1');
  start.writeUInt32LE(json.length, 6);
  return Buffer.concat([start, json, rest]);
}

describe('refusals', () => {
  const table = (descr: string, shape = '(1,)'): string =>
    `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}}`;
  it.each([
    [Buffer.from(''), 'byte 0: expected a .cs file'],
    [Buffer.from('data_\n'), 'expected a .cs file (\\x93NUMPY or \\x95CSDAT), found "data_\\n"'],
    [numpyFile('', undefined, 9), 'NumPy format version 9 is not read'],
    [numpyFile('{'), 'the description of the columns is broken'],
    [numpyFile('['.repeat(5000)), 'too many brackets inside each other'],
    [numpyFile("{'a': __import__('os')}"), 'the description of the columns is broken: unexpected character'],
    [numpyFile(table("'<f4'")), 'expected a table with named columns, found an array of <f4'],
    [numpyFile("{'descr': [], 'fortran_order': True, 'shape': (1,)}"), 'expected fortran_order False'],
    [numpyFile(table("[('a', '<f4')]", '(1, 2)'), new Uint8Array(8)), 'expected the shape of one list of rows'],
    [numpyFile(table("[('a', '<f4')]", '(-1,)')), 'expected the shape of one list of rows, found [-1]'],
    [numpyFile(table("[('a', '<f4')]", '(4000000000000,)')), '4000000000000 rows of 4 bytes'],
    [numpyFile(table('[]', '(4000000000000,)')), '4000000000000 rows of 0 bytes'],
    [numpyFile(table("[('a', '|O')]"), new Uint8Array(8)), 'column a holds Python objects'],
    [numpyFile(table("[('a', '<f2')]"), new Uint8Array(2)), 'column a has type <f2, which is not read'],
    [numpyFile(table("[('a', [('b', '<f4')])]"), new Uint8Array(4)), 'column a has no simple type'],
    [numpyFile(table("[('a', '<f4', (0,))]")), 'column a should have a shape of sizes'],
    [numpyFile(table("[('a', '<f4', (60000, 60000))]")), 'column a has more than'],
    [numpyFile(table("[('a', '<f4'), ('a', '<f4')]"), new Uint8Array(8)), 'column a occurs twice'],
    [streamFile('{'), 'header at byte 10: it is no JSON'],
    [streamFile([]), 'expected a JSON object'],
    [streamFile({ length: -1, dtype: [] }), 'expected a length, found -1'],
    [streamFile({ length: 1, dtype: 3 }), 'expected a list of columns as dtype'],
    [streamFile({ length: 1, dtype: [], compression: 'zip' }), 'expected compression lz4 or null, found "zip"'],
    [streamFile({ length: 1, dtype: [], compressed_fields: [1] }), 'expected a list of names as compressed_fields'],
    [streamFile({ length: 2 ** 40, dtype: [['a', '<f4']] }), 'more than any table'],
    [
      streamFile({ length: 1, dtype: [['a', '<f4']] }, Uint8Array.of(3, 0, 0, 0, 1, 2, 3)),
      'should have 4 bytes, but has 3',
    ],
    [
      streamFile({ length: 2 ** 30, dtype: [['a', '<f4']], compressed_fields: ['a'] }, Uint8Array.of(1, 0, 0, 0, 0)),
      'column a is broken: an LZ4 block of 1 bytes cannot hold 4294967296',
    ],
    [
      streamFile({ length: 1, dtype: [['a', '|O']] }, Uint8Array.of(8, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0)),
      'column a, row 0 points at byte 9 of the strings, which are 1 bytes',
    ],
  ])('%#', async (bytes, message) => {
    const reading = decodeDataset(bytes, 'a.cs');
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toThrow('a.cs');
  });

  it('of a missing file', async () => {
    await expect(readDataset(join(folder, 'missing.cs'))).rejects.toThrow('there is no such file');
  });

  it('of columns of different lengths, when they are put together', () => {
    expect(() => createDataset(2, { a: floatColumn(new Float32Array(3)) })).toThrow('column a has 3 values');
  });
});

const real = sharedData('cryodrgn_empiar_10076_7.cs');
it.skipIf(real === null)('reads a real particle file', async () => {
  const dataset = await readDataset(real ?? '');
  expect(dataset.length).toBe(7);
  expect(findTexts(dataset, 'blob/path')?.[0]).toBe('empiar_10076_7.mrc');
  expect(findTexts(dataset, 'ctf/type')?.[0]).toBe('imported');
  expect(Array.from(findNumbers(dataset, 'blob/shape') ?? []).slice(0, 2)).toEqual([320, 320]);
  expect(findNumbers(dataset, 'ctf/df1_A')?.[0]).toBeCloseTo(15301.1, 2);
  expect(findNumbers(dataset, 'blob/sign')?.[0]).toBe(-1);
  expect(findIds(dataset, 'uid')?.[0]).toBe(0x34d27ea41d162501n);
});
