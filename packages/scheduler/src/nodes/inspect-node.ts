import { UserError } from '@vitreous/errors';
import type { Gpu, ResourceSlots, SchedulerTarget } from '@vitreous/schema';
import type { FoundHardware } from '@vitreous/store';
import { quote } from '../run-in-shell.js';
import { runOnNode } from './node-shell.js';

/** Memory is given out in slots of 8 GiB. */
const ramSlotKib = 8 * 1024 * 1024;

const script = [
  'echo "cpus $(nproc)"',
  `awk '/^MemTotal:/ {print "kib " $2}' /proc/meminfo`,
  'echo "arch $(uname -m)"',
  'if command -v nvidia-smi >/dev/null 2>&1; then',
  `nvidia-smi --query-gpu=index,name,memory.total --format=csv,noheader,nounits | sed 's/^/gpu /'`,
  'fi',
].join('\n');

/** Asks a node what it has; its GPUs where nvidia-smi is there. @throws UserError when it cannot be reached. */
export async function inspectNode(target: SchedulerTarget): Promise<FoundHardware> {
  return readHardware(target.name, await runOnNode(target, script));
}

/** @throws UserError when the answer is none. */
export function readHardware(name: string, printed: string): FoundHardware {
  const number = (key: string): number => Number(new RegExp(`^${key} (\\d+)$`, 'm').exec(printed)?.[1] ?? 0);
  const cpus = number('cpus');
  if (cpus === 0) throw new UserError(`Node ${name} does not say how many processors it has: ${printed.slice(0, 200)}`);
  return {
    cpus,
    ramSlots: Math.max(1, Math.floor(number('kib') / ramSlotKib)),
    gpus: [...printed.matchAll(/^gpu (\d+), *(.+?), *(\d+)$/gm)].map(([, id, model, mib]): Gpu => ({
      id: Number(id),
      name: model ?? '',
      mem: Number(mib) * 1024 ** 2,
    })),
    arch: /^arch (aarch64|arm64)$/m.test(printed) ? 'aarch64' : 'x86_64',
  };
}

/** All slots of a machine. */
export function allSlots({ cpus, ramSlots, gpus }: FoundHardware): ResourceSlots {
  const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  return { CPU: range(cpus), GPU: gpus.map(({ id }) => id), RAM: range(ramSlots) };
}

/**
 * What a node offers, after a look at it: of each kind all, where all was offered before (or nothing said); else what
 * was offered and is still there.
 */
export function offerSlots(offered: ResourceSlots, before: FoundHardware | null, found: FoundHardware): ResourceSlots {
  const now = allSlots(found);
  const then = before === null ? null : allSlots(before);
  const choose = (kind: keyof ResourceSlots): number[] => {
    const whole = then === null ? offered[kind].length === 0 : then[kind].every((slot) => offered[kind].includes(slot));
    return whole ? now[kind] : now[kind].filter((slot) => offered[kind].includes(slot));
  };
  return { CPU: choose('CPU'), GPU: choose('GPU'), RAM: choose('RAM') };
}

/** Whether a node has what workers are started with. @throws UserError when it has not, or cannot be reached. */
export async function checkNodeProgram(target: SchedulerTarget, command: readonly string[]): Promise<void> {
  const missing = command
    .filter((word) => word.startsWith('/'))
    .map((path) => `[ -e ${quote(path)} ] || echo ${quote(`missing ${path}`)}`);
  const printed = await runOnNode(target, [...missing, 'true'].join('\n'));
  const path = /^missing (.*)$/m.exec(printed)?.[1];
  if (path === undefined) return;
  throw new UserError(
    `Node ${target.name} has no ${path}: install Vitreous there, or on a disk that both machines see, and give the path of its command as worker_bin_path.`,
  );
}
