/**
 * Checks that every import goes where layers.json allows, and that the tree keeps its habits of naming.
 *
 *   node tools/dist/check-layers.js [ROOT]
 *
 * Prints one line per offence and exits 1 when there is any.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

interface Room {
  /** Floor of the room: an import goes down or stays on it. */
  readonly layer: number;
  /** Names of the @vitreous packages that it may import. */
  readonly mayImport: readonly string[];
  /** No files, processes or clock: node: modules are forbidden outside tests. */
  readonly pure?: boolean;
  /** The folders in src are extension points that must not know each other; their tests may. */
  readonly strangers?: boolean;
}

interface Layers {
  readonly rooms: Readonly<Record<string, Room>>;
  /** Package name to the one file that may import it. */
  readonly oneDoor: Readonly<Record<string, string>>;
  readonly forbiddenNames: readonly string[];
}

const skipped = new Set(['node_modules', 'dist', 'target', 'fixtures', '.git']);

/** Every offence in the tree below `root`, a sentence each. */
export function findOffences(root: string): string[] {
  const layers = JSON.parse(readFileSync(join(root, 'layers.json'), 'utf8')) as Layers;
  return [
    ...findUpwardRooms(layers),
    ...Object.entries(layers.rooms).flatMap(([folder, room]) => [
      ...findUndeclared(root, folder, room),
      ...listFiles(join(root, folder)).flatMap((path) => checkFile(root, folder, room, path, layers)),
    ]),
    ...findForbiddenNames(root, layers.forbiddenNames),
    ...findKernelLeaks(root),
  ];
}

/** layers.json itself must only let arrows go down. */
function findUpwardRooms({ rooms }: Layers): string[] {
  const layerOf = new Map(Object.entries(rooms).map(([folder, room]) => [folder.split('/').at(-1), room.layer]));
  return Object.entries(rooms).flatMap(([folder, room]) =>
    room.mayImport
      .filter((name) => (layerOf.get(name) ?? 0) > room.layer)
      .map((name) => `layers.json: ${folder} (layer ${room.layer}) must not import ${name}, which lies above it`),
  );
}

/** A room's package.json may depend only on the rooms that it may import. */
function findUndeclared(root: string, folder: string, room: Room): string[] {
  const path = join(root, folder, 'package.json');
  if (!existsSync(path)) return [];
  const { dependencies = {} } = JSON.parse(readFileSync(path, 'utf8')) as { dependencies?: Record<string, string> };
  return Object.keys(dependencies)
    .filter((name) => name.startsWith('@vitreous/') && !room.mayImport.includes(name.slice('@vitreous/'.length)))
    .map((name) => `${folder}/package.json: depends on ${name}, which layers.json does not allow`);
}

function checkFile(root: string, folder: string, room: Room, path: string, layers: Layers): string[] {
  const name = relative(root, path);
  const test = /\.test\.ts$|\/testing\//.test(name);
  const say = (imported: string, why: string): string => `${name}: imports ${imported}, ${why}`;
  return listImports(path).flatMap((imported) => {
    if (imported.startsWith('@vitreous/')) {
      const [, target = '', ...deeper] = imported.split('/');
      if (deeper.length > 0) return [say(imported, `but the door of a room is @vitreous/${target}`)];
      if (!room.mayImport.includes(target)) return [say(imported, `but ${folder} may import ${list(room.mayImport)}`)];
      const door = layers.oneDoor[target];
      return door !== undefined && door !== name ? [say(imported, `but only ${door} may`)] : [];
    }
    if (imported.startsWith('node:')) {
      return room.pure === true && !test ? [say(imported, `but ${folder} knows no files, processes or clock`)] : [];
    }
    if (!imported.startsWith('.')) return [];
    const target = relative(root, resolve(dirname(path), imported));
    if (!target.startsWith(`${folder}/`)) return [say(imported, 'which lies outside its room: go through the door')];
    if (name.endsWith('/definition.ts') && /(^|\/)run\.js$/.test(imported)) {
      return [say(imported, 'but a definition stays light: it never loads the heavy side')];
    }
    const [own, other] = [name, target].map((file) => featureOf(folder, file));
    return room.strangers === true && !test && own !== null && other !== null && own !== other
      ? [say(imported, `but ${own} and ${other} must not know each other`)]
      : [];
  });
}

/** The folder directly in src that a file belongs to, or null for a file of the room itself. */
function featureOf(folder: string, file: string): string | null {
  const parts = relative(join(folder, 'src'), file).split('/');
  return parts.length > 1 ? (parts[0] ?? null) : null;
}

function listImports(path: string): string[] {
  return ts.preProcessFile(readFileSync(path, 'utf8'), true, true).importedFiles.map((file) => file.fileName);
}

function findForbiddenNames(root: string, forbidden: readonly string[]): string[] {
  const bad = new Set(forbidden);
  return ['packages', 'apps', 'tools', 'tests', 'crates'].flatMap((top) =>
    listFiles(join(root, top), /\.(ts|tsx|rs)$/).flatMap((path) => {
      const parts = relative(root, path).split('/');
      // Rust fixes the name of a crate's first file.
      if (parts.at(-1) === 'lib.rs') parts.pop();
      const found = parts.find((part) => bad.has(part.replace(/\..*$/, '')));
      return found === undefined ? [] : [`${relative(root, path)}: "${found}" says nothing: name the idea it holds`];
    }),
  );
}

/** The kernel is plain Rust: JavaScript stays in kernel-node. */
function findKernelLeaks(root: string): string[] {
  const manifest = join(root, 'crates/kernel/Cargo.toml');
  return existsSync(manifest) && /^napi/m.test(readFileSync(manifest, 'utf8'))
    ? ['crates/kernel/Cargo.toml: depends on napi, but only kernel-node speaks to JavaScript']
    : [];
}

function listFiles(folder: string, pattern = /\.tsx?$/): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : listFiles(path, pattern);
    return pattern.test(entry.name) ? [path] : [];
  });
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'no room' : names.join(', ');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const offences = findOffences(resolve(process.argv[2] ?? '.'));
  for (const offence of offences) process.stdout.write(`${offence}\n`);
  process.exitCode = offences.length > 0 ? 1 : 0;
}
