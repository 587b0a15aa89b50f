import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AllocatedResources, SchedulerTarget } from '@vitreous/schema';
import { openStore, type Store, type TaskRecord } from '@vitreous/store';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createScheduler, usualPace, type Scheduler } from './scheduler.js';
import type { Demand, WorkSource } from './work.js';

const root = mkdtempSync(join(tmpdir(), 'vitreous-scheduler-'));
const pace = {
  ...usualPace,
  tick: 20,
  ask: 40,
  quiet: 100,
  silence: 60_000,
  grace: 300,
  distantGrace: 300,
  pause: 100,
};

let store: Store;
let folder = '';
let scheduler: Scheduler | null = null;
let source: TestSource;
let number = 0;
beforeEach(() => {
  folder = join(root, String(number++));
  mkdirSync(folder);
  store = openStore(join(folder, 'db'));
  source = testSource();
});
afterEach(async () => {
  for (const { given, handle } of store.tasks.all()) {
    if (given.lane_type === 'node' && handle !== null) kill(handle);
  }
  await scheduler?.close();
  store.close();
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Work that is a line of shell each. */
interface TestSource extends WorkSource {
  readonly lines: Map<string, string>;
  readonly events: string[];
  readonly reasons: Map<string, string>;
  add(uid: string, line: string, more?: Partial<Demand>): void;
}

function testSource(): TestSource {
  const waiting = new Map<string, Demand>();
  const begun = new Map<string, Demand>();
  const events: string[] = [];
  const reasons = new Map<string, string>();
  const lines = new Map<string, string>();
  return {
    kind: 'test',
    lines,
    events,
    reasons,
    add: (uid, line, more = {}) => {
      lines.set(uid, line);
      const wants = { cpu: 1, gpu: 0, ram: 1, ssd: false };
      const where = { lane: 'default', hostname: null, gpus: [], shareGpus: false };
      const order = { priority: 0, since: new Date().toISOString(), heldBack: null };
      waiting.set(uid, { project_uid: 'P1', uid, wants, ...where, ...order, ...more });
      scheduler?.wake();
    },
    waiting: () => [...waiting.values()],
    wait: ({ uid }, { message }) => {
      reasons.set(uid, message);
    },
    begin: (demand, given: AllocatedResources) => {
      const { uid } = demand;
      events.push(`begin ${uid} ${given.slots.CPU.join(',')}`);
      waiting.delete(uid);
      begun.set(uid, demand);
      const place = { folder: join(folder, uid), logFile: join(folder, uid, 'log') };
      const values = { job_type: 'test', job_creator: 'me', project_dir_abs: folder };
      return { command: ['/bin/sh', '-c', lines.get(uid) ?? '', 'sh'], ...place, values, customValues: {} };
    },
    follow: ({ uid }, { clusterJobId, state }) => {
      const event = `follow ${uid} ${clusterJobId ?? ''} ${state ?? ''}`;
      if (events.at(-1) !== event) events.push(event);
    },
    putBack: ({ uid }: TaskRecord, message) => {
      events.push(`back ${uid}: ${message}`);
      const demand = begun.get(uid);
      if (demand !== undefined) waiting.set(uid, demand);
    },
    lost: ({ uid }, reason) => {
      events.push(`lost ${uid}: ${reason}`);
    },
  };
}

const run = (own: Partial<typeof pace> = {}): Scheduler => {
  scheduler = createScheduler({
    store,
    log: { warn: () => undefined, error: (fields) => expect.fail(JSON.stringify(fields)) },
    now: () => new Date(),
    sources: [source],
    addressFor: () => ({ url: 'http://127.0.0.1:1' }),
    holdAll: () => null,
    pace: { ...pace, ...own },
  });
  return scheduler;
};

function addTarget(name: string, cpus: number, more: Partial<SchedulerTarget> & { ssh?: string } = {}): void {
  const { ssh = '', ...rest } = more;
  const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  const target: SchedulerTarget = {
    ...{ cache_path: null, cache_reserve_mb: null, cache_quota_mb: null, desc: null, worker_bin_path: '' },
    ...{ lane: 'default', name, title: name, hostname: name, arch: 'x86_64' },
    config: {
      type: 'node',
      ssh_str: ssh,
      resource_slots: { CPU: range(cpus), GPU: [3], RAM: range(8) },
      resource_fixed: { SSD: false },
      monitor_port: null,
      gpus: null,
    },
    ...rest,
  };
  store.targets.save({ name, target, found: null });
}

function program(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

function kill(handle: string): void {
  try {
    process.kill(-Number(handle.split(':')[0]), 'SIGKILL');
  } catch {
    // It is gone.
  }
}

const handleOf = (uid: string): string | null => store.tasks.all().find((task) => task.uid === uid)?.handle ?? null;
const logOf = (uid: string): string => readFileSync(join(folder, uid, 'log'), 'utf8');
const eventually = (what: () => unknown) => expect.poll(what, { timeout: 20_000, interval: 20 });

describe('on this machine', () => {
  it('runs as many at a time as there is room for, and says what the others wait for', async () => {
    addTarget('a', 2);
    run();
    for (const uid of ['1', '2', '3']) source.add(uid, 'echo "$VITREOUS_URL [$CUDA_VISIBLE_DEVICES]"; exec sleep 60');
    await eventually(() => source.reasons.get('3')).toBe(
      'Waiting for resources in lane default: CPU (1 wanted, 0 free)',
    );
    expect(source.events.filter((event) => event.startsWith('begin'))).toEqual(['begin 1 0', 'begin 2 1']);
    await eventually(() => logOf('1')).toBe('http://127.0.0.1:1 []\n');
  });

  it('notices a worker that is killed, and gives its place to the next', async () => {
    addTarget('a', 1);
    run();
    source.add('1', 'echo started; sleep 60');
    await eventually(() => handleOf('1')).not.toBeNull();
    source.add('2', 'exit 3');
    kill(handleOf('1') ?? '');
    await eventually(() => source.events).toEqual([
      'begin 1 0',
      'lost 1: The worker was killed (SIGKILL).',
      'begin 2 0',
      "lost 2: The worker ended with code 3; the job's log may say more.",
    ]);
    expect(store.tasks.all()).toEqual([]);
  });

  it('holds what a worker has until it is really gone', async () => {
    addTarget('a', 1);
    run();
    source.add('1', 'trap "" TERM; echo ready; while :; do sleep 0.1; done');
    await eventually(() => existsSync(join(folder, '1', 'log')) && logOf('1')).toBe('ready\n');
    const handle = handleOf('1') ?? '';
    scheduler?.end('test', 'P1', '1');
    source.add('2', 'sleep 60');
    await eventually(() => source.reasons.get('2')).toContain('CPU (1 wanted, 0 free)');
    process.kill(Number(handle.split(':')[0]), 0);
    await eventually(() => source.events.at(-1)).toBe('begin 2 0');
    expect(() => process.kill(Number(handle.split(':')[0]), 0)).toThrow();
    expect(source.events.some((event) => event.startsWith('lost'))).toBe(false);
  });

  it('finds its workers again after a restart, also those that ended meanwhile', async () => {
    addTarget('a', 2);
    run();
    source.add('1', 'sleep 60');
    source.add('2', 'sleep 60');
    await eventually(() => [handleOf('1'), handleOf('2')].includes(null)).toBe(false);
    await scheduler?.close();
    kill(handleOf('2') ?? '');
    run();
    await eventually(() => source.events.at(-1)).toBe('lost 2: The worker has ended while the server was down.');
    expect(store.tasks.all().map(({ uid }) => uid)).toEqual(['1']);
  });

  it('starts again what it had decided on when the server went down, and spares a stranger with the same number', async () => {
    addTarget('a', 2);
    source.add('1', 'sleep 60');
    const given = { lane: 'default', lane_type: 'node', hostname: 'a', target: store.targets.get('a')?.target ?? null };
    const slots = { CPU: [0], GPU: [], RAM: [0] };
    const at = new Date().toISOString();
    const base = {
      kind: 'test',
      project_uid: 'P1',
      given: { ...given, slots, fixed: { SSD: false }, licenses_acquired: 0 },
    };
    const times = { folder: '', launched_at: at, started_at: null, heartbeat_at: at, ending_at: null };
    source.begin({ uid: '1' } as Demand, base.given);
    source.events.length = 0;
    store.tasks.insert({ ...base, ...times, token_hash: 'x', uid: '1', handle: null });
    store.tasks.insert({ ...base, ...times, token_hash: 'y', uid: '9', handle: `${process.pid}:1` });
    run();
    await eventually(() => source.events).toContain('lost 9: The worker has ended while the server was down.');
    expect(source.events).toContain('back 1: It is started again.');
  });
});

describe('on another machine', () => {
  const ssh = (): string =>
    program('ssh', 'shift; test -e "${0%/ssh}/down" && { echo "No route to host" >&2; exit 255; }; exec sh -c "$*"');

  it('starts, follows and ends workers there, and keeps the token off command lines', async () => {
    addTarget('far', 1, { ssh: `${ssh()} me@far` });
    run();
    source.add('1', 'echo "$CUDA_VISIBLE_DEVICES $*"; exec sleep 60', {
      wants: { cpu: 1, gpu: 1, ram: 1, ssd: false },
    });
    await eventually(() => handleOf('1')).toMatch(/^\d+:\d+$/);
    await eventually(() => logOf('1')).toMatch(/^3 --task \S+\n$/);
    const file = logOf('1').trim().split(' ').at(-1) ?? '';
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { url, token } = JSON.parse(readFileSync(file, 'utf8')) as { url: string; token: string };
    expect(url).toBe('http://127.0.0.1:1');
    const arguments_ = readFileSync(`/proc/${(handleOf('1') ?? '').split(':')[0] ?? ''}/cmdline`, 'utf8');
    expect(arguments_).not.toContain(token);
    scheduler?.end('test', 'P1', '1');
    await eventually(() => store.tasks.all()).toEqual([]);
    expect(readdirSync(join(folder, '1'))).toEqual(['log']);
  });

  it('notices a worker that dies there', async () => {
    addTarget('far', 1, { ssh: `${ssh()} me@far` });
    run();
    source.add('1', 'sleep 60');
    await eventually(() => handleOf('1')).not.toBeNull();
    kill(handleOf('1') ?? '');
    await eventually(() => source.events.at(-1)).toBe(
      "lost 1: The worker on far has ended; the job's log may say more.",
    );
  });

  it('waits while the machine cannot be reached, says so, and tries again', async () => {
    addTarget('far', 1, { ssh: `${ssh()} me@far` });
    writeFileSync(join(folder, 'down'), '');
    run();
    source.add('1', 'sleep 60');
    await eventually(() => source.reasons.get('1')).toMatch(
      /Node far cannot be used:.*No route to host \(tried again soon\)/,
    );
    rmSync(join(folder, 'down'));
    await eventually(() => handleOf('1')).not.toBeNull();
  });
});

describe('on a cluster', () => {
  const cluster = (
    script_tpl = '#!/bin/sh\n# {{ job_type }} {{ num_cpu }} {{ ram_gb }} {{ part }}\n{{ run_cmd }}\n',
  ): void => {
    mkdirSync(join(folder, 'queue'));
    addTarget('slurm', 0, {
      config: {
        type: 'cluster',
        send_cmd_tpl: '{{ command }}',
        // A queue of files: a number for each job, with its state and its process.
        qsub_cmd_tpl: `${program('qsub', `test -e ${folder}/down && { echo "Unable to contact controller" >&2; exit 1; }; n=$(ls ${folder}/queue | wc -l); n=$((n + 1)); cp "$1" ${folder}/queue/$n; echo "Submitted batch job $n"`)} {{ script_path_abs }}`,
        qstat_cmd_tpl: `${program('qstat', `test -e ${folder}/slow && { touch ${folder}/asked; sleep 0.3; }; test -e ${folder}/queue/$1 && echo "$1 $(cat ${folder}/state)"; true`)} {{ cluster_job_id }}`,
        qdel_cmd_tpl: `${program('qdel', `echo "$1" >> ${folder}/cancelled; rm ${folder}/queue/$1`)} {{ cluster_job_id }}`,
        qinfo_cmd_tpl: 'true',
        script_tpl,
        custom_vars: { part: 'general' },
        tpl_vars: [],
        custom_var_names: [],
      },
    });
    writeFileSync(join(folder, 'state'), 'PD');
  };

  it('writes the script, submits it, follows it and notices that it vanished', async () => {
    cluster();
    run();
    source.add('1', 'sleep 60', { wants: { cpu: 3, gpu: 0, ram: 2, ssd: false } });
    await eventually(() => source.events).toContain('follow 1 1 pending');
    const script = readFileSync(join(folder, '1', 'queue_sub_script.sh'), 'utf8');
    expect(script).toContain('# test 3 16 general\n/bin/sh -c');
    expect(script).toContain(`>> ${folder}/1/log 2>&1`);
    writeFileSync(join(folder, 'state'), 'R');
    await eventually(() => source.events.at(-1)).toBe('follow 1  running');
    rmSync(join(folder, 'queue', '1'));
    await eventually(() => source.events.at(-1)).toBe(
      'lost 1: The job has left the queue of slurm (id 1) before it was done; its log may say more. The queue says: nothing',
    );
  });

  it('cancels what is told to end, also after a restart', async () => {
    cluster();
    run();
    source.add('1', 'sleep 60');
    await eventually(() => handleOf('1')).toBe('1');
    await scheduler?.close();
    run();
    scheduler?.end('test', 'P1', '1');
    await eventually(() => store.tasks.all()).toEqual([]);
    expect(readFileSync(join(folder, 'cancelled'), 'utf8')).toBe('1\n');
    expect(source.events.some((event) => event.startsWith('lost'))).toBe(false);
  });

  it('cancels what is told to end while the queue is being asked about it', async () => {
    cluster();
    writeFileSync(join(folder, 'slow'), '');
    run({ distantGrace: 600_000 });
    source.add('1', 'sleep 60');
    await eventually(() => existsSync(join(folder, 'asked'))).toBe(true);
    scheduler?.end('test', 'P1', '1');
    await eventually(() => store.tasks.all()).toEqual([]);
    expect(readFileSync(join(folder, 'cancelled'), 'utf8')).toBe('1\n');
  });

  it('tries a queue that refuses three times, then fails with what it said', async () => {
    cluster();
    writeFileSync(join(folder, 'down'), '');
    run();
    source.add('1', 'sleep 60');
    await eventually(() => source.events.at(-1)).toMatch(
      /^lost 1: The cluster command .*Unable to contact controller$/,
    );
    expect(source.events.filter((event) => event.startsWith('back'))).toHaveLength(2);
  });

  it('refuses a template without its values, and a folder that would write lines of the script', async () => {
    cluster('{{ nowhere }} {{ run_cmd }}');
    run();
    source.add('1', 'sleep 60');
    source.add('2; touch owned', 'sleep 60');
    await eventually(() => source.events.filter((event) => event.startsWith('lost')).sort()).toEqual([
      expect.stringMatching(/^lost 1: .*no value: nowhere/),
      expect.stringContaining('cannot be named in a cluster'),
    ]);
  });
});
