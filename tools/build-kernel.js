// Builds crates/kernel-node and puts the addon (kernel.node), its door (index.js) and its types (index.d.ts) beside
// its package.json. Plain JavaScript without dependencies, since it runs before anything else is built.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const crate = join(root, 'crates/kernel-node');
const types = join(crate, 'index.d.ts');
const door = join(crate, 'index.js');

const libraryName = {
  linux: 'libvitreous_kernel_node.so',
  darwin: 'libvitreous_kernel_node.dylib',
  win32: 'vitreous_kernel_node.dll',
};

/** Compiles; answers the type definitions, or null when the compiler had nothing to do. */
function compile() {
  const folder = mkdtempSync(join(tmpdir(), 'vitreous-kernel-types-'));
  try {
    execFileSync('cargo', ['build', '--release', '--locked', '--quiet', '-p', 'vitreous-kernel-node'], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, NAPI_TYPE_DEF_TMP_FOLDER: folder },
    });
    const [file] = readdirSync(folder);
    return file === undefined ? null : readFileSync(join(folder, file), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The door: each name spelled out, since that is how an ES module sees what a CommonJS one exports. */
function openDoor(definitions) {
  const names = definitions
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind === 'fn' || kind === 'struct')
    .map(({ kind, name, def }) => (kind === 'struct' ? name : /^function (\w+)/.exec(def)[1]));
  const lines = names.map((name) => `exports.${name} = kernel.${name};\n`);
  return `// Written by tools/build-kernel.js.\nconst kernel = require('./kernel.node');\n${lines.join('')}`;
}

/** One TypeScript declaration file from napi's definitions, a JSON object a line. */
function declare(definitions) {
  const items = definitions
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const methods = new Map(items.filter((item) => item.kind === 'impl').map((item) => [item.name, item.def]));
  const declarations = items.flatMap((item) => {
    if (item.kind === 'fn') return [`${item.js_doc}export declare ${item.def};`];
    if (item.kind === 'interface') return [`${item.js_doc}export interface ${item.name} {\n${item.def}\n}`];
    if (item.kind === 'struct') {
      return [`${item.js_doc}export declare class ${item.name} {\n${item.def}\n${methods.get(item.name) ?? ''}\n}`];
    }
    return [];
  });
  return `// Written by tools/build-kernel.js.\n${declarations.join('\n')}\n`;
}

let definitions = compile();
if (definitions === null && !(existsSync(types) && existsSync(door))) {
  const now = new Date();
  utimesSync(join(crate, 'src/lib.rs'), now, now);
  definitions = compile();
}
if (definitions !== null) {
  writeFileSync(types, declare(definitions));
  writeFileSync(door, openDoor(definitions));
}

const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const addon = join(crate, 'kernel.node');
// A process that has the old addon mapped keeps it: the new one gets the name, not the bytes.
copyFileSync(join(target, 'release', libraryName[process.platform]), `${addon}.new`);
renameSync(`${addon}.new`, addon);
