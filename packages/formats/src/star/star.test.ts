import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError, UserError } from '@vitreous/errors';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedData } from '../testing/shared-data.js';
import {
  createStarTable,
  findStarBlock,
  findStarColumn,
  parseStar,
  readStar,
  streamStar,
  streamStarRows,
  writeStar,
  writeStarStream,
  type StarFile,
  type StarTable,
} from '../index.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitreous-star-'));
});
afterAll(() => rm(folder, { recursive: true }));

const parse = (text: string): StarFile => parseStar(Buffer.from(text), 'a.star');
const textsOf = (table: StarTable | undefined): string[][] =>
  Array.from({ length: table?.length ?? 0 }, (_, row) => table?.columns.map((column) => column.text(row)) ?? []);
const contentOf = (file: StarFile): unknown =>
  file.blocks.map(({ name, pairs, loops }) => ({
    name,
    pairs: [...pairs],
    loops: loops.map((loop) => ({ labels: loop.columns.map((column) => column.label), rows: textsOf(loop) })),
  }));

describe('reading', () => {
  it('reads RELION 3.1 form: optics, particles, version comments, labels with and without numbers', () => {
    const file = parse(`
# version 30001

data_optics

loop_ 
_rlnOpticsGroup #1 
_rlnVoltage #2 
           1   300.000000 
 

# version 30001

data_particles

loop_
_rlnImageName
_rlnCoordinateX #2
000001@a.mrcs  12.5
000002@a.mrcs -1e-3 # beside the row
`);
    expect(file.blocks.map((block) => [block.name, block.comments])).toEqual([
      ['optics', ['version 30001']],
      ['particles', ['version 30001']],
    ]);
    const particles = findStarBlock(file, 'particles')?.loops[0];
    expect(particles?.columns.map((column) => [column.label, column.isNumeric()])).toEqual([
      ['rlnImageName', false],
      ['rlnCoordinateX', true],
    ]);
    expect(findStarColumn(particles ?? { length: 0, columns: [] }, 'rlnCoordinateX')?.numbers()).toEqual(
      Float64Array.of(12.5, -0.001),
    );
  });

  it('reads RELION 3.0 form, CRLF, a byte order mark, tabs, and a last line without an end', () => {
    const file = parse('\uFEFFdata_\r\n\r\nloop_\r\n_rlnA #1\r\n_rlnB #2\r\n1\t2\r\n3\t4');
    expect(contentOf(file)).toEqual([
      {
        name: '',
        pairs: [],
        loops: [
          {
            labels: ['rlnA', 'rlnB'],
            rows: [
              ['1', '2'],
              ['3', '4'],
            ],
          },
        ],
      },
    ]);
  });

  it('keeps quotes of the other kind, hashes inside values and quotes inside quoted values', () => {
    const file = parse(`data_x\n_a "it's"\n_b 'say "no"'\n_c it's#1\n_d 'it's'\n_e ""\n`);
    expect([...(file.blocks[0]?.pairs ?? [])]).toEqual([
      ['a', "it's"],
      ['b', 'say "no"'],
      ['c', "it's#1"],
      ['d', "it's"],
      ['e', ''],
    ]);
  });

  it('ends a loop at a label, a block or another loop, and not at a blank line', () => {
    const file = parse(`data_x\nloop_\n_a\n1\n\n2\n_b 3\nloop_\n_c\nloop_\n_d\n4\ndata_y\n`);
    expect(contentOf(file)).toEqual([
      {
        name: 'x',
        pairs: [['b', '3']],
        loops: [
          { labels: ['a'], rows: [['1'], ['2']] },
          { labels: ['c'], rows: [] },
          { labels: ['d'], rows: [['4']] },
        ],
      },
      { name: 'y', pairs: [], loops: [] },
    ]);
  });

  it('takes a value such as data_1/a.mrc for a value, also in the first column', () => {
    const file = parse(`data_\nloop_\n_a\n_b\ndata_1/a.mrc 1\nloop_2 2\n`);
    expect(textsOf(file.blocks[0]?.loops[0])).toEqual([
      ['data_1/a.mrc', '1'],
      ['loop_2', '2'],
    ]);
  });

  it('reads every decimal as the nearest double, as the language itself does', () => {
    const decimal = fc.oneof(
      fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
      fc.tuple(fc.integer(), fc.nat(999_999)).map(([a, b]) => `${a}.${String(b).padStart(6, '0')}`),
      fc.constantFrom('0', '-0', '+5', '.5', '5.', '1E3', '1e-400', '12345678901234567890', '0.1234567890123456789'),
    );
    fc.assert(
      fc.property(fc.array(decimal, { minLength: 1 }), (texts) => {
        const column = parse(`data_\nloop_\n_a\n${texts.join('\n')}\n`).blocks[0]?.loops[0]?.columns[0];
        expect(column?.numbers()).toEqual(Float64Array.from(texts, Number));
      }),
    );
    const odd = parse('data_\nloop_\n_a\nnan\n-inf\nINF\n').blocks[0]?.loops[0]?.columns[0];
    expect(odd?.numbers()).toEqual(Float64Array.of(NaN, -Infinity, Infinity));
  });
});

describe('refusals', () => {
  it.each([
    ['', 'a.star, line 1: the file has no data_ block'],
    ['\n\n# only a comment\n', 'a.star, line 4: the file has no data_ block'],
    ['loop_\n_a\n1\n', 'line 1: expected a data_ block, found "loop_"'],
    ['data_\nloop_\n_a\n_b\n1 2\n3\n', 'line 6: expected a row of 2 values, found 1'],
    ['data_\nloop_\n_a\n_b\n1 2 3\n', 'line 5: expected a row of 2 values, found 3'],
    ['data_\nloop_\n1 2\n', 'line 3: the loop has no labels'],
    ['data_\nloop_\n', 'the loop has no labels'],
    ['data_\nloop_\n_a\n_a\n', 'line 4: the loop has _a twice'],
    ['data_\n_a 1\n_a 2\n', 'line 3: the block has _a twice'],
    ['data_\n_a\n', 'line 2: _a should have one value on its line, but has 0'],
    ['data_\n_a 1 2\n', 'line 2: _a should have one value on its line, but has 2'],
    ['data_\nword\n', 'line 2: expected a _label and its value, found "word"'],
    ['data_\n_a "open\n', 'line 2: the quote " is not closed on its line'],
    ["data_\nloop_\n_a\n_b\n1 'open\n", "line 5: the quote ' is not closed on its line"],
    ['data_\nloop_\n_a\n;text\n;\n', 'line 4: a text of several lines'],
    ['data_\nloop_\n_a\n\u0000\n', 'line 4: byte 0 is no text'],
    ['\u0089PNG\r\n\u001a\n', 'line 1: expected a data_ block'],
  ])('of %j', (text, message) => {
    expect(() => parse(text)).toThrow(DataError);
    expect(() => parse(text)).toThrow(message);
  });

  it('names the line of a value that is no number', () => {
    const file = parse('data_\nloop_\n_a\n1\n\n# comment\n2\nx1\n');
    expect(() => file.blocks[0]?.loops[0]?.columns[0]?.numbers()).toThrow(
      'a.star, line 8: _a should be a number, but is "x1"',
    );
  });

  it('says why a file cannot be opened', async () => {
    await expect(readStar(join(folder, 'missing.star'))).rejects.toThrow('there is no such file');
    await expect(readStar(folder)).rejects.toThrow(UserError);
    await expect(streamStar(join(folder, 'missing.star')).next()).rejects.toThrow(UserError);
  });

  it('never ends in anything but a sentence, whatever the bytes', () => {
    const good = Buffer.from(`data_optics\n_a 'b c'\nloop_\n_x #1\n_y #2\n1 "2 3"\n4 5\n\ndata_p\nloop_\n_z\n7\n`);
    const broken = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.nat(good.length).map((length) => good.subarray(0, length)),
      fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, byte]) => {
        const bytes = Buffer.from(good);
        bytes[at] = byte;
        return bytes;
      }),
    );
    fc.assert(
      fc.property(broken, (bytes) => {
        try {
          contentOf(parseStar(Buffer.from(bytes), 'a.star'));
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses a file that is one endless line, without holding it', async () => {
    const path = join(folder, 'endless.star');
    await writeFile(path, Buffer.alloc(20 << 20, 'a'));
    await expect(streamStarRows(path, '').next()).rejects.toThrow('a line is longer than');
  });
});

describe('writing', () => {
  it('writes what it reads back, value for value, in RELION 3.1 form', async () => {
    const path = join(folder, 'made.star');
    const particles = createStarTable({
      rlnImageName: ['000001@a b.mrcs', '2@c', "it's", '', '_x', '"', '#1', 'data_x'],
      rlnCoordinateX: Float32Array.of(0.1, 1 / 3, 1e-20, 16777216, -0, NaN, Infinity, 1.5),
      rlnDefocusU: Float64Array.of(0.1, 1 / 3, 1e-200, 2 ** 53, 5e-324, NaN, -Infinity, 15301.1),
      rlnClassNumber: Int32Array.of(1, 2, 3, 4, 5, 6, 7, -8),
    });
    const optics = new Map([
      ['rlnVoltage', '300'],
      ['rlnOpticsGroupName', 'a group'],
    ]);
    await writeStar(path, [
      { name: 'optics', pairs: optics },
      { name: 'particles', loops: [particles] },
    ]);
    expect((await readFile(path, 'utf8')).split('\n').slice(0, 7)).toEqual([
      '',
      '# version 30001',
      '',
      'data_optics',
      '',
      '_rlnVoltage          300',
      `_rlnOpticsGroupName  "a group"`,
    ]);
    const back = await readStar(path);
    expect(back.blocks[0]?.pairs).toEqual(optics);
    const table = back.blocks[1]?.loops[0] ?? { length: 0, columns: [] };
    expect(findStarColumn(table, 'rlnImageName')?.strings()).toEqual(particles.columns[0]?.strings());
    expect(Float32Array.from(findStarColumn(table, 'rlnCoordinateX')?.numbers() ?? [])).toEqual(
      Float32Array.of(0.1, 1 / 3, 1e-20, 16777216, 0, NaN, Infinity, 1.5),
    );
    expect(findStarColumn(table, 'rlnDefocusU')?.numbers()).toEqual(particles.columns[2]?.numbers());
    expect(findStarColumn(table, 'rlnClassNumber')?.numbers()).toEqual(particles.columns[3]?.numbers());
  });

  it('keeps any text that has no line break, and says which value it cannot hold', async () => {
    const path = join(folder, 'any.star');
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (texts) => {
        try {
          await writeStar(path, [{ name: 'a', loops: [createStarTable({ x: texts, y: texts })] }]);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          expect(texts.some((one) => /"(\s|$)/.test(one) && /'(\s|$)/.test(one))).toBe(true);
          return;
        }
        expect((await readStar(path)).blocks[0]?.loops[0]?.columns[1]?.strings()).toEqual(texts);
      }),
      { numRuns: 200 },
    );
    await expect(writeStar(path, [{ name: 'a', pairs: new Map([['x', 'a\nb']]) }])).rejects.toThrow(
      'STAR cannot hold "a\\nb" as a value of _x',
    );
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('keeps the text of values it has read, digit for digit', async () => {
    const rows = ['1.500000 a "b c"', '-0.0 0001@x ""', "1e+02 'q' 7"];
    const path = join(folder, 'exact.star');
    await writeStar(path, parse(`data_p\nloop_\n_a\n_b\n_c\n${rows.join('\n')}\n`).blocks);
    expect((await readFile(path, 'utf8')).trimEnd().split('\n').slice(-3)).toEqual(rows);
  });
});

describe('streaming', () => {
  it('writes and reads many rows piece by piece, and gives the same as reading whole', async () => {
    const path = join(folder, 'many.star');
    const batch = 20_000;
    await writeStarStream(path, async (writer) => {
      await writer.block({ name: 'optics', pairs: new Map([['rlnVoltage', '300']]) });
      await writer.block({ name: 'particles' });
      for (let i = 0; i < 5; i++) {
        const index = Int32Array.from({ length: batch }, (_, row) => i * batch + row);
        await writer.rows(
          createStarTable({
            rlnId: index,
            rlnX: Float64Array.from(index, (n) => n / 7),
            rlnName: [...index].map(String),
          }),
        );
      }
    });
    const whole = await readStar(path);
    const numbers: number[] = [];
    let pieces = 0;
    for await (const rows of streamStarRows(path, 'particles')) {
      pieces++;
      numbers.push(...(findStarColumn(rows, 'rlnX')?.numbers() ?? []));
    }
    expect(pieces).toBeGreaterThan(2);
    expect(Float64Array.from(numbers)).toEqual(whole.blocks[1]?.loops[0]?.columns[1]?.numbers());
    expect(numbers.length).toBe(5 * batch);
    for await (const piece of streamStar(path)) {
      expect(piece).toMatchObject({ kind: 'block', name: 'optics' });
      break;
    }
  });

  it('names lines of the whole file in later pieces', async () => {
    const path = join(folder, 'late.star');
    const rows = Array.from({ length: 400_000 }, (_, row) => (row === 399_990 ? 'x' : String(row)));
    await writeFile(path, `data_\nloop_\n_a\n${rows.join('\n')}\n`);
    const readAll = async (): Promise<void> => {
      for await (const piece of streamStarRows(path, '')) piece.columns[0]?.numbers();
    };
    await expect(readAll()).rejects.toThrow('line 399994: _a should be a number, but is "x"');
  });
});

const torture = sharedData('star_torture');
describe.skipIf(torture === null)('files of other programs', () => {
  const all = readdirSync(torture ?? '.', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.star'),
  );
  const read = (name: string): Promise<StarFile> => readStar(join(torture ?? '', name));

  it.each(all)('%s: read whole, streamed and written, it is the same', async (name) => {
    const file = await read(name);
    const copy = join(folder, 'copy.star');
    await writeStar(copy, file.blocks);
    const content = contentOf(file);
    expect(contentOf(await readStar(copy))).toEqual(content);
    const streamed: string[][] = [];
    for await (const piece of streamStar(join(torture ?? '', name))) {
      if (piece.kind === 'rows') streamed.push(...textsOf(piece.table));
    }
    expect(streamed).toEqual(file.blocks.flatMap((block) => block.loops.flatMap(textsOf)));
  });

  it('finds the known content', async () => {
    for (const quote of ['double', 'single']) {
      const pairs = (await read(`basic_${quote}_quote.star`)).blocks[0]?.pairs;
      expect([...(pairs?.values() ?? [])]).toEqual(['noquote', 'quote string', ' ', '']);
      const rows = textsOf((await read(`loop_${quote}_quote.star`)).blocks[0]?.loops[0]);
      expect(rows).toEqual([
        ['noquote', 'quote string', ' ', '', '4.0', '5.0', '6.0', ''],
        ['noquote', 'quote string', ' ', '', 'noquote', '', '7.0', 'test'],
      ]);
    }
    expect(contentOf(await read('empty_loop.star'))).toEqual([
      { name: '', pairs: [], loops: [{ labels: ['rlnCoordinateX'], rows: [] }] },
    ]);
    const pipeline = await read('default_pipeline.star');
    expect(pipeline.blocks.map((block) => block.name)).toContain('pipeline_processes');
    expect(findStarBlock(pipeline, 'pipeline_processes')?.loops[0]?.length).toBe(31);
    const histogram = await read('hist_one_loop_396k.star');
    expect(histogram.blocks[0]?.loops[0]?.columns[0]?.numbers().at(-1)).toBe(1053.53);
    const sampling = await read('relion_tutorial/run_it025_sampling_3D.star');
    expect(sampling.blocks.map((block) => block.name)).toEqual(['sampling_general', 'sampling_directions']);
    expect(sampling.blocks[0]?.pairs.get('rlnSymmetryGroup')).toBe('C1');
  });
});
