import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findOffences } from './check-layers.js';

let root = '';

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vitreous-layers-'));
  put(
    'layers.json',
    JSON.stringify({
      rooms: {
        'packages/numerics': { layer: 0, mayImport: ['kernel-node'], pure: true },
        'packages/formats': { layer: 1, mayImport: ['numerics'] },
        'packages/stages': { layer: 3, mayImport: ['formats'], strangers: true },
      },
      oneDoor: { 'kernel-node': 'packages/numerics/src/native.ts' },
      forbiddenNames: ['utils'],
    }),
  );
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

it('finds nothing in a tree that keeps the rules', () => {
  put('packages/numerics/src/native.ts', "export * from '@vitreous/kernel-node';");
  put('packages/numerics/src/native.test.ts', "import 'node:fs';");
  put(
    'packages/formats/src/mrc/read.ts',
    "import { x } from '@vitreous/numerics';\nimport '../atomic.js';\nimport 'node:fs';",
  );
  put('packages/stages/src/motion/run.ts', "import './definition.js';\nimport '../context.js';");
  put('crates/kernel/src/lib.rs', '');
  expect(findOffences(root)).toEqual([]);
});

const offences: [what: string, path: string, text: string, sentence: string][] = [
  ['an arrow that goes up', 'packages/formats/src/a.ts', "import '@vitreous/stages';", 'formats may import numerics'],
  ['a dynamic import', 'packages/formats/src/a.ts', "await import('@vitreous/stages');", 'formats may import numerics'],
  ['a second door', 'packages/formats/src/a.ts', "import '@vitreous/numerics/src/fft.js';", 'the door of a room is'],
  [
    'a second user of the addon',
    'packages/numerics/src/a.ts',
    "import '@vitreous/kernel-node';",
    'only packages/numerics/src/native.ts may',
  ],
  ['a path around the door', 'packages/formats/src/a.ts', "import '../../numerics/src/fft.js';", 'outside its room'],
  ['files in a pure room', 'packages/numerics/src/a.ts', "import { readFileSync } from 'node:fs';", 'knows no files'],
  ['a heavy definition', 'packages/stages/src/ctf/definition.ts', "import './run.js';", 'stays light'],
  [
    'stages that know each other',
    'packages/stages/src/ctf/run.ts',
    "import '../motion/run.js';",
    'must not know each other',
  ],
  ['a dumping ground', 'packages/formats/src/utils.ts', '', 'says nothing'],
  [
    'a dependency that is not allowed',
    'packages/formats/package.json',
    '{"dependencies":{"@vitreous/stages":"1"}}',
    'does not allow',
  ],
  ['JavaScript in the kernel', 'crates/kernel/Cargo.toml', 'napi = "3"', 'only kernel-node'],
];

it.each(offences)('refuses %s', (_, path, text, sentence) => {
  put(path, text);
  const found = findOffences(root);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(path);
  expect(found[0]).toContain(sentence);
});

it('refuses a list of layers whose own arrows go up', () => {
  put(
    'layers.json',
    JSON.stringify({
      rooms: { 'packages/a': { layer: 0, mayImport: ['b'] }, 'packages/b': { layer: 1, mayImport: [] } },
      oneDoor: {},
      forbiddenNames: [],
    }),
  );
  expect(findOffences(root)).toEqual(['layers.json: packages/a (layer 0) must not import b, which lies above it']);
});
