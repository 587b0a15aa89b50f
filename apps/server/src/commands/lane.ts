import { hostname } from 'node:os';
import type { SchedulerTargetNode } from '@vitreous/schema';
import { Command, InvalidArgumentError, Option } from 'commander';
import { removeLane, removeTarget, saveLane, saveNode } from '../lanes/change-lanes.js';
import { refreshNodes } from '../lanes/node-targets.js';
import { withStore } from './with-store.js';

/** Memory is given out in slots of 8 GiB. */
const ramSlotGib = 8;
const dataOption = ['--data <folder>', 'folder of the database'] as const;

export function createLaneCommand(): Command {
  const list = new Command('list')
    .description('Print every lane with its targets.')
    .requiredOption(...dataOption)
    .action(({ data }: { data: string }) =>
      withStore(data, (store) => {
        const targets = store.targets.all().map(({ target }) => target);
        for (const { name, type, title } of store.lanes.all()) {
          process.stdout.write(`${name} (${type}): ${title}\n`);
          for (const target of targets.filter(({ lane }) => lane === name)) {
            const { config } = target;
            const slots = config.type === 'node' ? config.resource_slots : null;
            const offers =
              slots === null
                ? ''
                : `: ${slots.CPU.length} CPU, ${slots.RAM.length * ramSlotGib} GiB, GPU ${slots.GPU.join(', ') || 'none'}`;
            process.stdout.write(`  ${target.name}${offers}\n`);
          }
        }
      }),
    );
  const add = new Command('add')
    .description('Make a lane without targets, or change its title.')
    .argument('<name>')
    .requiredOption(...dataOption)
    .addOption(new Option('--type <type>', 'what its targets are').choices(['node', 'cluster']).default('node'))
    .option('--title <text>', 'shown to people; the name by default')
    .action((name: string, { data, type, title }: { data: string; type: 'node' | 'cluster'; title?: string }) =>
      withStore(data, (store) => {
        saveLane(store, { name, type, title: title ?? name, desc: null });
        process.stdout.write(`Lane ${name} is there.\n`);
      }),
    );
  const remove = new Command('remove')
    .description('Remove a lane with its targets.')
    .argument('<name>')
    .requiredOption(...dataOption)
    .action((name: string, { data }: { data: string }) =>
      withStore(data, (store) => {
        removeLane(store, name);
        process.stdout.write(`Lane ${name} is removed.\n`);
      }),
    );
  return new Command('lane')
    .description('Lanes: what jobs are queued to.')
    .addCommand(list)
    .addCommand(add)
    .addCommand(remove);
}

interface NodeOptions {
  readonly data: string;
  readonly lane: string;
  readonly ssh: string;
  readonly hostname?: string;
  readonly worker: string;
  readonly cpus?: number;
  readonly ramGb?: number;
  readonly gpus?: number[];
  readonly gpu: boolean;
  readonly cache?: string;
}

export function createNodeCommand(): Command {
  const add = new Command('add')
    .description('Look at a machine and let jobs run there; run it again to change what it offers.')
    .argument('<name>', 'name of the target')
    .requiredOption(...dataOption)
    .requiredOption('--lane <name>', 'lane that it belongs to; made when it is missing')
    .option('--ssh <command>', 'how it is reached, such as "ssh me@node1"; nothing for this machine', '')
    .option('--hostname <name>', 'name of the machine; by default this machine or the name of the target')
    .option('--worker <path>', 'path of ./vitreous there; by default this one, on a disk that both see', '')
    .option('--cpus <n>', 'offer the first n processors only', parseCount)
    .option('--ram-gb <n>', 'offer so much memory only, in steps of 8', parseCount)
    .option('--gpus <list>', 'offer these GPUs only, such as 0,1', parseList)
    .option('--no-gpu', 'offer no GPU')
    .option('--cache <folder>', 'folder for caches on a fast disk of that machine')
    .action((name: string, options: NodeOptions) =>
      withStore(options.data, async (store) => {
        const { config } = await saveNode(store, describeNode(name, options), options.gpu);
        if (config.type !== 'node') return;
        const { CPU, RAM, GPU } = config.resource_slots;
        process.stdout.write(
          `Node ${name} offers ${CPU.length} CPU, ${RAM.length * ramSlotGib} GiB, GPU ${GPU.join(', ') || 'none'} in lane ${options.lane}.\n`,
        );
      }),
    );
  const remove = new Command('remove')
    .description('Give no more jobs to a machine; what runs there goes on.')
    .argument('<name>')
    .requiredOption(...dataOption)
    .action((name: string, { data }: { data: string }) =>
      withStore(data, (store) => {
        removeTarget(store, name, 'node');
        process.stdout.write(`Node ${name} is removed.\n`);
      }),
    );
  const refresh = new Command('refresh')
    .description('Look again at what every node has.')
    .requiredOption(...dataOption)
    .action(({ data }: { data: string }) =>
      withStore(data, async (store) => {
        const problems = await refreshNodes(store, () => true);
        for (const reason of problems.values()) process.stderr.write(`${reason}\n`);
        if (problems.size > 0) process.exitCode = 1;
      }),
    );
  return new Command('node')
    .description('Machines that jobs run on.')
    .addCommand(add)
    .addCommand(remove)
    .addCommand(refresh);
}

function describeNode(name: string, options: NodeOptions): SchedulerTargetNode {
  const range = (count: number | undefined): number[] => Array.from({ length: count ?? 0 }, (_, i) => i);
  const ram = options.ramGb === undefined ? undefined : Math.max(1, Math.floor(options.ramGb / ramSlotGib));
  return {
    cache_path: options.cache ?? null,
    cache_reserve_mb: null,
    cache_quota_mb: null,
    lane: options.lane,
    name,
    title: name,
    desc: null,
    hostname: options.hostname ?? (options.ssh === '' ? hostname() : name),
    worker_bin_path: options.worker,
    config: {
      type: 'node',
      ssh_str: options.ssh,
      resource_slots: { CPU: range(options.cpus), GPU: options.gpus ?? [], RAM: range(ram) },
      resource_fixed: { SSD: options.cache !== undefined },
      monitor_port: null,
      gpus: null,
    },
    arch: 'x86_64',
  };
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('expected a whole number from 1.');
  return count;
}

function parseList(text: string): number[] {
  if (!/^\d+(,\d+)*$/.test(text)) throw new InvalidArgumentError('expected numbers with commas, such as 0,1.');
  return text.split(',').map(Number);
}
