import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBadInput } from './bad-input-files.js';
import { runCommand, type RunOptions } from './run-command.js';

/** Whatever is wrong with what a person gives: one sentence, exit code 1, and nothing left of what was begun. */
const folder = mkdtempSync(join(tmpdir(), 'vitreous-bad-'));
const at = (name: string): string => join(folder, name);
let outputs = 0;

beforeAll(() => writeBadInput(folder));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

type Arguments = (file: string, out: string) => string[];

/** How each command is given the file that is wrong. */
const readers: Readonly<Record<string, Arguments>> = {
  motion: (file, out) => ['motion', file, '--out', out, '--psize', '1.5', '--dose', '9'],
  ctf: (file, out) => ['ctf', file, '--out', out, '--psize', '1.5', '--kv', '300', '--cs', '2.7'],
  pick: (file, out) => ['pick', file, '--out', out, '--psize', '1.5', '--diameter-min', '40'],
  extract: (file, out) => ['extract', file, '--out', out, '--psize', '1.5', '--picks', at('picks.cs'), '--box', '32'],
  preprocess: (file, out) => ['preprocess', file, '--out', out, '--psize', '1.5', '--dose', '9'],
  inspect: (file, out) => ['inspect', file, '--out', `${out}.png`],
  convert: (file, out) => ['convert', file, `${out}.tif`],
};

/** What `preprocess` keeps of exposures that failed: that they did, and why. */
const accounts = ['exposure.json', 'micrographs.cs', 'micrographs.star', 'report.html'];

/** Runs the command, which must refuse with a sentence that matches all of `said`, and leave no output. */
async function refuse(
  command: Arguments,
  file: string,
  said: readonly RegExp[],
  { base = folder, ...options }: RunOptions & { base?: string } = {},
) {
  const out = join(base, `out-${++outputs}`);
  const { code, stdout, stderr } = await runCommand(command(file, out), options);
  for (const expected of said) expect(stderr).toMatch(expected);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).not.toContain('    at ');
  expect(code).toBe(1);
  const batch = stdout.includes('micrographs.star');
  if (!batch) expect(stdout).toBe('');
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    join(folder, path).startsWith(out),
  );
  const files = left.map((path) => basename(path)).filter((name) => /\.\w+$/.test(name));
  expect(files.filter((name) => !batch || !accounts.includes(name))).toEqual([]);
  if (!batch) expect(existsSync(out)).toBe(false);
}

const troubles: readonly [file: string, sentence: RegExp, except?: readonly string[]][] = [
  ['cut-movie.mrc', /takes \d+ bytes, but the file has \d+/],
  ['cut-movie.tiff', /cut short|ends after|end of the file|inside/, ['ctf', 'pick', 'extract']],
  ['cut-movie.eer', /cut short|ends after|end of the file|inside/, ['ctf', 'pick', 'extract']],
  ['empty.mrc', /it is empty/],
  ['zero-frames.mrc', /holds no sections/],
  ['lies.mrc', /100000 x 100000 pixels.*but the file has \d+/],
  ['folder.mrc', /that is a folder/],
  ['missing.mrc', /there is no such file/],
  // A thumbnail or a copy of a file may be made whatever its pixels are; `inspect` counts those that are no numbers.
  ['nan.mrc', /NaN|not a number/, ['inspect', 'convert']],
];

for (const [name, command] of Object.entries(readers)) {
  const mine = troubles.filter(([, , except = []]) => !except.includes(name));
  describe.concurrent(name, () => {
    it.each(mine)('refuses %s', async (file, sentence) => {
      await refuse(command, at(file), [sentence, new RegExp(file.replaceAll('.', '\\.'))]);
    });
  });
}

describe.concurrent('a second file that is wrong', () => {
  const withOption =
    (command: Arguments, file: string, option: string): Arguments =>
    (bad, out) => [...command(at(file), out), option, bad];
  const { motion, preprocess, pick, extract } = readers;
  const never: Arguments = () => [];
  const gain = withOption(motion ?? never, 'movie.tiff', '--gain');
  const templates: Arguments = (file, out) => [
    ...['pick', at('micrograph.mrc'), '--out', out, '--psize', '1.5'],
    ...['--templates', file, '--template-psize', '1.5', '--diameter', '40'],
  ];
  const cases: readonly [string, Arguments, string, RegExp][] = [
    ['gain of motion', gain, 'gain-wrong.mrc', /60 x 48 pixels, but the movie .* 64 x 48/],
    ['gain of motion', gain, 'cut-movie.mrc', /but the file has/],
    ['gain of motion', gain, 'empty.mrc', /it is empty/],
    ['gain of motion', gain, 'movie.mrc', /holds 3 images: a gain reference is one/],
    ['gain of motion', gain, 'nan-gain.mrc', /not a number/],
    ['gain of motion', gain, 'folder.mrc', /that is a folder/],
    ['gain of motion', gain, 'missing.mrc', /no such file/],
    ['gain of preprocess', withOption(preprocess ?? never, 'movie.tiff', '--gain'), 'gain-wrong.mrc', /60 x 48 pixels/],
    ['gain of preprocess', withOption(preprocess ?? never, 'movie.tiff', '--gain'), 'missing.mrc', /no such file/],
    ['defects of motion', withOption(motion ?? never, 'movie.tiff', '--defects'), 'folder.mrc', /that is a folder/],
    ['defects of motion', withOption(motion ?? never, 'movie.tiff', '--defects'), 'gain-wrong.mrc', /60 x 48 pixels/],
    ['CTF of pick', withOption(pick ?? never, 'micrograph.mrc', '--ctf'), 'empty.mrc', /no JSON/],
    ['CTF of pick', withOption(pick ?? never, 'micrograph.mrc', '--ctf'), 'missing.mrc', /no such file/],
    ['templates', templates, 'nan.mrc', /not numbers/],
    ['templates', templates, 'cut-micrograph.mrc', /but the file has/],
    ['templates', templates, 'missing.mrc', /no such file/],
    ['picks', withOption(extract ?? never, 'micrograph.mrc', '--picks'), 'missing.cs', /no such file/],
    ['picks', withOption(extract ?? never, 'micrograph.mrc', '--picks'), 'cut-picks.cs', /cut|ends|short/],
    ['picks', withOption(extract ?? never, 'micrograph.mrc', '--picks'), 'empty.star', /empty|no |expected/],
    ['picks', withOption(extract ?? never, 'micrograph.mrc', '--picks'), 'folder.mrc', /that is a folder/],
    [
      'model',
      (file, out) => ['simulate', 'movies', out, '--size', '96', '--model', file],
      'empty.mrc',
      /found no text/,
    ],
    ['model', (file, out) => ['simulate', 'particles', out, '--model', file], 'missing.pdb', /no such file/],
    ['table', (file, out) => ['convert', file, `${out}.star`], 'cut-picks.cs', /cut|ends|short/],
    ['table', (file, out) => ['convert', file, `${out}.cs`], 'empty.star', /empty|no |expected/],
    ['table', (file) => ['inspect', file], 'cut-picks.cs', /cut|ends|short/],
  ];
  const named = cases.map(([what, command, file, sentence]) => [what, file, command, sentence] as const);
  it.each(named)('%s: %s', async (_, file, command, sentence) => {
    await refuse(command, at(file), [sentence, new RegExp(file.replaceAll('.', '\\.'))]);
  });
});

describe.concurrent('pixel sizes', () => {
  const sized: Readonly<Record<string, (size: string, out: string) => string[]>> = {
    motion: (size, out) => ['motion', at('movie.tiff'), '--out', out, '--dose', '9', '--psize', size],
    ctf: (size, out) => ['ctf', at('micrograph.mrc'), '--out', out, '--kv', '300', '--cs', '2.7', '--psize', size],
    pick: (size, out) => ['pick', at('micrograph.mrc'), '--out', out, '--diameter-min', '40', '--psize', size],
    extract: (size, out) => [
      ...['extract', at('micrograph.mrc'), '--out', out],
      ...['--picks', at('picks.cs'), '--box', '32', '--psize', size],
    ],
    preprocess: (size, out) => ['preprocess', at('movie.tiff'), '--out', out, '--dose', '9', '--psize', size],
    convert: (size, out) => ['convert', at('movie.tiff'), `${out}.mrc`, '--psize', size],
    movies: (size, out) => ['simulate', 'movies', out, '--size', '96', '--frames', '2', '--psize', size],
    particles: (size, out) => ['simulate', 'particles', out, '--count', '2', '--psize', size],
  };
  const cases = Object.keys(sized).flatMap((name) =>
    (name === 'motion' ? ['0', '-1', '1000', 'wide'] : ['0', '1000']).map((size) => [name, size] as const),
  );
  it.each(cases)('%s refuses %s', async (name, size) => {
    await refuse((given, out) => sized[name]?.(given, out) ?? [], size, [new RegExp(size), /expected/]);
  });

  it.each(['pick', 'extract', 'ctf'])('%s refuses a header that says 1000 Å', async (name) => {
    const command: Arguments = (file, out) => {
      const all = readers[name]?.(file, out) ?? [];
      return all.filter((word, index) => word !== '--psize' && all[index - 1] !== '--psize');
    };
    await refuse(command, at('coarse.mrc'), [/1000 Å/, /coarse\.mrc/]);
  });
});

/** What each command writes, given files that are good. */
const writers: Readonly<Record<string, Arguments>> = {
  ...Object.fromEntries(
    Object.entries(readers).map(([name, command]): [string, Arguments] => [
      name,
      (_, out) => command(at(name === 'motion' || name === 'preprocess' ? 'movie.tiff' : 'micrograph.mrc'), out),
    ]),
  ),
  movies: (_, out) => ['simulate', 'movies', out, '--size', '96', '--frames', '2', '--mass', '60', '--sym', 'C2'],
  particles: (_, out) => [
    ...['simulate', 'particles', out, '--count', '9', '--box', '48', '--psize', '4', '--mass', '60', '--sym', 'C2'],
  ],
  table: (_, out) => ['convert', at('picks.cs'), `${out}.star`],
};

describe.concurrent('a disk that takes no more', () => {
  // A limit on the size of files stands in for a full disk: it needs no rights, and is met in the middle of a file.
  it.each(Object.keys(writers).filter((name) => name !== 'table'))('%s leaves nothing', async (name) => {
    const limit = { before: 'ulimit -f 2;' };
    await refuse(
      writers[name] ?? (() => []),
      '',
      [/Cannot write .*: it grows beyond the size that files may have/],
      limit,
    );
  });

  it.each(['motion', 'preprocess', 'inspect', 'convert', 'particles', 'table'])(
    '%s refuses to write below a file',
    async (name) => {
      const command: Arguments = (_, out) => {
        const below = join(at('micrograph.mrc'), 'below');
        return (writers[name]?.('', out) ?? []).map((word) => word.replace(out, below));
      };
      await refuse(command, '', [/micrograph\.mrc.*a part of the path is a file/]);
    },
  );
});

describe('no permission', async () => {
  const isRoot = process.getuid?.() === 0;
  // chmod does not bind root: the command is run as nobody, who must be able to reach the program.
  const nobody: RunOptions = isRoot ? { uid: 65_534, cwd: '/' } : {};
  const reachable = await runCommand(['--version'], nobody).then(
    ({ code }) => code === 0,
    () => false,
  );

  describe.skipIf(!reachable).concurrent('(skipped where another user cannot reach the program)', () => {
    beforeAll(() => {
      chmodSync(folder, 0o755);
      for (const name of readdirSync(folder)) if (name.includes('.')) chmodSync(at(name), 0o755);
      chmodSync(at('movie.mrc'), 0o000);
      mkdirSync(at('open'));
      chmodSync(at('open'), 0o777);
    });

    it.each(['motion', 'preprocess', 'inspect', 'ctf'])('%s refuses a file that it may not read', async (name) => {
      await refuse(readers[name] ?? (() => []), at('movie.mrc'), [/permission denied/, /movie\.mrc/], {
        ...nobody,
        base: at('open'),
      });
    });

    it.each(['motion', 'preprocess', 'convert', 'movies', 'table'])(
      '%s refuses a folder that it may not write to',
      async (name) => {
        if (!isRoot) chmodSync(folder, 0o555);
        try {
          await refuse(writers[name] ?? (() => []), '', [/permission denied/], nobody);
        } finally {
          if (!isRoot) chmodSync(folder, 0o755);
        }
      },
    );
  });
});
