import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const kit = pathToFileURL(join(import.meta.dirname, '../packages/job-kit/dist/index.js')).href;
const script = `
  const { openParticleCache } = await import(${JSON.stringify(kit)});
  const [path, ...files] = process.argv.slice(1);
  const { createHash } = await import('node:crypto');
  const { readFile } = await import('node:fs/promises');
  const said = [];
  const cache = await openParticleCache(
    { path, quotaBytes: null, reserveBytes: 0 },
    { log: async (sentence) => void said.push(sentence), signal: new AbortController().signal },
  );
  const places = await cache.localCopies(files);
  const sums = [];
  for (const file of files) sums.push(createHash('sha256').update(await readFile(places.get(file))).digest('hex'));
  const copied = files.filter((file) => places.get(file) !== file).length;
  await cache.close();
  console.log(JSON.stringify({ said, sums, copied }));
`;

let folder = '';
const files: string[] = [];
const sums: string[] = [];
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'shared-cache-')));
  for (const name of ['a', 'b', 'c', 'd']) {
    const bytes = randomBytes(48 * 2 ** 20);
    files.push(join(folder, `${name}.mrcs`));
    sums.push(createHash('sha256').update(bytes).digest('hex'));
    await writeFile(join(folder, `${name}.mrcs`), bytes);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (cache: string): ChildProcess =>
  spawn(process.execPath, ['--input-type=module', '-e', script, cache, ...files], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

async function finish(child: ChildProcess): Promise<{ said: string[]; sums: string[]; copied: number }> {
  let text = '';
  child.stdout?.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(code).toBe(0);
  return JSON.parse(text) as { said: string[]; sums: string[]; copied: number };
}

it('several workers that want the same files copy each of them once', async () => {
  const cache = join(folder, 'together');
  await mkdir(cache);
  const ran = await Promise.all([1, 2, 3].map(() => finish(start(cache))));
  for (const { sums: seen, copied } of ran) expect([seen, copied]).toEqual([sums, 4]);
  const copies = ran.map(({ said }) => Number(/(\d+) copied/.exec(said[0] ?? '')?.[1]));
  expect(copies.reduce((sum, count) => sum + count)).toBe(4);
  expect(await readdir(join(cache, 'vitreous-cache/files'))).toHaveLength(4);
  expect(await readdir(join(cache, 'vitreous-cache/claims'))).toEqual([]);
  expect(await readdir(join(cache, 'vitreous-cache/jobs'))).toEqual([]);
});

it('a worker killed in mid-copy leaves nothing half, and nothing that the next trips over', async () => {
  const cache = join(folder, 'killed');
  await mkdir(cache);
  let kills = 0;
  for (const pauseMs of [0, 5, 20, 60]) {
    const child = start(cache);
    const ended = new Promise((resolve) => child.once('close', resolve));
    const part = async (): Promise<boolean> =>
      (await readdir(join(cache, 'vitreous-cache/jobs'), { recursive: true }).catch(() => [])).some((name) =>
        name.endsWith('.part'),
      );
    while (child.exitCode === null && !(await part())) await wait(1);
    await wait(pauseMs);
    if (child.kill('SIGKILL')) kills++;
    await ended;
  }
  expect(kills).toBeGreaterThan(0);
  for (const name of await readdir(join(cache, 'vitreous-cache/files'))) {
    const bytes = await readFile(join(cache, 'vitreous-cache/files', name));
    expect(sums).toContain(createHash('sha256').update(bytes).digest('hex'));
  }
  const { sums: seen, copied } = await finish(start(cache));
  expect([seen, copied]).toEqual([sums, 4]);
  expect(await readdir(join(cache, 'vitreous-cache/jobs'))).toEqual([]);
  const kept = await readdir(join(cache, 'vitreous-cache/files'));
  const sizes = await Promise.all(
    kept.map(async (name) => (await stat(join(cache, 'vitreous-cache/files', name))).size),
  );
  expect(sizes).toEqual([48, 48, 48, 48].map((megabytes) => megabytes * 2 ** 20));
});
