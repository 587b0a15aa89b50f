import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeMrc } from '@vitreous/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPythonClient, runPython } from './python-client.js';
import { createAccount, password, startServer, type ServerProcess } from './server-process.js';

const python = findPythonClient();

describe.skipIf(python === null)('lanes, through the official client', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vitreous-lanes-'));
  const fakes = join(folder, 'fakes');
  const email = 'admin@lab.org';
  let server: ServerProcess;
  const program = (name: string, text: string): void => {
    writeFileSync(join(fakes, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(fakes, name), 0o755);
  };
  beforeAll(async () => {
    for (const name of ['projects', 'fakes', 'fakes/queue', 'fakes/gpu']) mkdirSync(join(folder, name));
    program('ssh', `shift; PATH=${fakes}/gpu:$PATH exec sh -c "$*"`);
    program('down', 'echo "ssh: connect to host n2 port 22: No route to host" >&2; exit 255');
    program('gpu/nvidia-smi', 'echo "0, NVIDIA A100, 40960"; echo "1, NVIDIA A100, 40960"');
    // A queue of files, one for each job while it lasts; with `hold` nothing runs.
    program(
      'qsub',
      `n=$(($(cat ${fakes}/last 2>/dev/null || echo 0) + 1)); echo $n > ${fakes}/last; touch ${fakes}/queue/$n
       test -e ${fakes}/hold || (sh "$1"; rm ${fakes}/queue/$n) > /dev/null 2>&1 &
       echo "Submitted batch job $n"`,
    );
    program('qstat', `test -e ${fakes}/queue/$1 || exit 0; test -e ${fakes}/hold && echo "$1 PD" || echo "$1 R"`);
    program('qdel', `rm ${fakes}/queue/$1; echo "$1" > ${fakes}/c && mv ${fakes}/c ${fakes}/cancelled`);
    writeFileSync(
      join(fakes, 'script'),
      '#!/bin/sh\n# {{ project_uid }} {{ job_type }} {{ num_cpu }} {{ ram_gb }} {{ job_creator }} {{ partition }}\n{{ run_cmd }}\n',
    );
    await writeMrc(
      join(folder, 'a.mrc'),
      { height: 48, width: 64, data: new Float32Array(48 * 64) },
      { pixelSizeA: 1.5 },
    );
    createAccount(join(folder, 'data'), email, 'admin');
    server = await startServer(join(folder, 'data'));
  });
  afterAll(async () => {
    await server.stop('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  it('are made, used and removed, and tell why a job waits', async () => {
    const args = [server.url, email, password, join(folder, 'projects'), join(folder, '*.mrc'), fakes];
    const seen = await runPython(python ?? '', 'client-lanes.py', args);
    const holding = (text: string): unknown => expect.stringContaining(text);
    const refused = (code: number, sentence: string): unknown => [code, holding(sentence)];
    expect(seen).toEqual({
      lanes: [['default', 'node']],
      here: ['default'],
      node: [
        [0, 1],
        [0, 1],
        [
          ['NVIDIA A100', 40960 * 1024 ** 2],
          ['NVIDIA A100', 40960 * 1024 ** 2],
        ],
      ],
      unreachable: refused(422, 'No route to host'),
      'no way there': refused(422, 'how n3 is reached'),
      'no such GPU': refused(422, 'n1 0, 1'),
      'no such lane': refused(422, 'There is no such lane'),
      'on the node': ['completed', [1], 'n1'],
      cache: '/scratch/cache',
      moved: 'further',
      'empty lane': 'Lane empty has no targets: add one, or queue it to another lane.',
      'lane in use': refused(409, 'P1 J2'),
      inputs: 'Waiting for inputs from J2 (queued)',
      cleared: ['building', null],
      maintenance: 'Waiting for the end of maintenance: new disks',
      'no switch': refused(422, 'Expected true, false'),
      'after maintenance': 'completed',
      cluster: ['all well\n', ['partition'], true, true, ['default', 'further', 'fake']],
      'no value': refused(409, 'needs values for partition'),
      'bad value': refused(422, 'The cluster variable partition'),
      'no way back': holding('n1 cannot reach this server, which listens on 127.0.0.1 only'),
      'on the cluster': ['completed', '1', true, '# P1 import_micrographs 1 8 admin big', []],
      pending: 'In the queue of fake as 2: pending',
      killed: ['killed', ['2']],
      vanished: ['failed', expect.stringContaining('has left the queue of fake (id 3) before it was done')],
      'their priority': 7,
      'their wish': 403,
      'not their lane': refused(403, 'You may not queue to lane default; yours: further.'),
      'their lane': 'further',
      'their job': 'completed',
    });
  }, 180_000);
});
