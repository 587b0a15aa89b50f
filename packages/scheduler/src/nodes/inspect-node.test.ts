import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SchedulerTarget } from '@vitreous/schema';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { checkNodeProgram, inspectNode, offerSlots } from './inspect-node.js';

const folder = mkdtempSync(join(tmpdir(), 'vitreous-node-'));
const path = process.env['PATH'] ?? '';
afterEach(() => {
  process.env['PATH'] = path;
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function program(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

const target = (ssh_str: string): SchedulerTarget => ({
  cache_path: null,
  cache_reserve_mb: null,
  cache_quota_mb: null,
  lane: 'default',
  name: 'n1',
  title: '',
  desc: null,
  hostname: 'n1',
  worker_bin_path: '',
  config: {
    type: 'node',
    ssh_str,
    resource_slots: { CPU: [], GPU: [], RAM: [] },
    resource_fixed: { SSD: false },
    monitor_port: null,
    gpus: null,
  },
  arch: 'x86_64',
});

describe('a look at a node', () => {
  it('finds its processors, its memory, and its GPUs through nvidia-smi', async () => {
    program('nvidia-smi', 'echo "0, NVIDIA A100-SXM4-40GB, 40960"; echo "1, NVIDIA A100-SXM4-40GB, 40960"');
    process.env['PATH'] = `${folder}:${path}`;
    const found = await inspectNode(target(''));
    expect(found.cpus).toBe(availableParallelism());
    expect(found.ramSlots).toBeGreaterThan(0);
    expect(found.gpus).toEqual([0, 1].map((id) => ({ id, name: 'NVIDIA A100-SXM4-40GB', mem: 40960 * 1024 ** 2 })));
  });

  it('finds no GPUs where nvidia-smi finds none or fails', async () => {
    program('nvidia-smi', 'echo "No devices were found"; exit 6');
    process.env['PATH'] = `${folder}:${path}`;
    expect((await inspectNode(target(''))).gpus).toEqual([]);
  });

  it('goes through the command that reaches it, and says when it cannot', async () => {
    const ssh = program('ssh', `echo "$1" > ${folder}/host; shift; exec sh -c "$*"`);
    expect((await inspectNode(target(`${ssh} me@n1`))).cpus).toBe(availableParallelism());
    const broken = program('broken', 'echo "ssh: connect to host n1: No route to host" >&2; exit 255');
    await expect(inspectNode(target(`${broken} me@n1`))).rejects.toThrow(/Node n1 cannot be used.*No route to host/);
    await expect(checkNodeProgram(target(`${ssh} me@n1`), ['/opt/v it/vitreous', 'worker'])).rejects.toThrow(
      'Node n1 has no /opt/v it/vitreous',
    );
    await checkNodeProgram(target(`${ssh} me@n1`), [process.execPath]);
  });
});

it('keeps to what was offered, and offers all where all was', () => {
  const gpu = (id: number) => ({ id, name: 'A', mem: 1 });
  const before = { cpus: 4, ramSlots: 2, gpus: [gpu(0), gpu(1)], arch: 'x86_64' } as const;
  const now = { cpus: 8, ramSlots: 4, gpus: [gpu(1), gpu(2)], arch: 'x86_64' } as const;
  expect(offerSlots({ CPU: [0, 1, 2, 3], GPU: [1], RAM: [0] }, before, now)).toEqual({
    CPU: [0, 1, 2, 3, 4, 5, 6, 7],
    GPU: [1],
    RAM: [0],
  });
  expect(offerSlots({ CPU: [], GPU: [0, 1], RAM: [] }, null, now)).toEqual({
    CPU: [0, 1, 2, 3, 4, 5, 6, 7],
    GPU: [1],
    RAM: [0, 1, 2, 3],
  });
});
