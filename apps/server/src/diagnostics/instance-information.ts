import { readFileSync } from 'node:fs';
import { arch, cpus, freemem, hostname, release, totalmem, version } from 'node:os';
import { instanceInformation, type InstanceInformation } from '@vitreous/schema';

/** The machine that the server runs on. */
export function describeMachine(programVersion: string): InstanceInformation {
  const processors = cpus();
  const [soft, hard] = readFileLimits();
  return instanceInformation.parse({
    platform_node: hostname(),
    platform_release: release(),
    platform_version: version(),
    platform_architecture: arch() === 'arm64' ? 'aarch64' : 'x86_64',
    cpu_model: processors[0]?.model.trim() ?? '',
    physical_cores: countCores() ?? processors.length,
    max_cpu_freq: Math.max(0, ...processors.map(({ speed }) => speed)),
    total_memory: gigabytes(totalmem()),
    available_memory: gigabytes(freemem()),
    used_memory: gigabytes(totalmem() - freemem()),
    ofd_soft_limit: soft,
    ofd_hard_limit: hard,
    version: programVersion,
    arch: arch() === 'arm64' ? 'aarch64' : 'x86_64',
  });
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)}GB`;
}

function readFileLimits(): [number, number] {
  const found = /^Max open files\s+(\d+)\s+(\d+)/m.exec(readProc('/proc/self/limits'));
  return [Number(found?.[1] ?? 0), Number(found?.[2] ?? 0)];
}

/** Cores rather than threads; null where the system does not tell. */
function countCores(): number | null {
  const text = readProc('/proc/cpuinfo');
  const packages = [...text.matchAll(/^physical id\s*:\s*(\d+)/gm)].map((match) => match[1] ?? '');
  const cores = [...text.matchAll(/^core id\s*:\s*(\d+)/gm)].map((match) => match[1] ?? '');
  const each = new Set(cores.map((core, place) => `${packages[place] ?? ''}/${core}`));
  return each.size === 0 ? null : each.size;
}

function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
