/** What a queue says of one of its jobs. */
export type ClusterState = 'pending' | 'running' | 'ended' | 'unknown';

/** Words of Slurm, PBS, SGE and LSF, in full and short. */
const words: Readonly<Record<Exclude<ClusterState, 'unknown'>, readonly string[]>> = {
  pending: [
    'PENDING',
    'PD',
    'CONFIGURING',
    'CF',
    'REQUEUED',
    'RQ',
    'SUSPENDED',
    'S',
    'Q',
    'H',
    'W',
    'QW',
    'HQW',
    'PEND',
  ],
  running: ['RUNNING', 'R', 'COMPLETING', 'CG', 'STAGE_OUT', 'SO', 'E', 'T', 'RUN'],
  ended: [
    ...['COMPLETED', 'CD', 'FAILED', 'F', 'CANCELLED', 'CA', 'TIMEOUT', 'TO', 'NODE_FAIL', 'NF', 'PREEMPTED', 'PR'],
    ...['OUT_OF_MEMORY', 'OOM', 'BOOT_FAIL', 'BF', 'DEADLINE', 'DL', 'C', 'X', 'DONE', 'EXIT'],
  ],
};

/**
 * The state of a job in what a status command printed: on the line that begins with (or holds) its id, the first word
 * that is a state. A command that ended well and does not mention the id says that the queue has forgotten the job.
 */
export function readClusterState(printed: string, clusterJobId: string): ClusterState {
  const line = printed.split('\n').find((text) => text.split(/[\s|]+/).some((word) => isId(word, clusterJobId)));
  if (line === undefined) return 'ended';
  const rest = line.split(/[\s|]+/).filter((word) => word !== '' && !isId(word, clusterJobId));
  // From the right: names of jobs and partitions, which may look like states, stand before it.
  for (const word of rest.reverse()) {
    const plain = word.replace(/\+$/, '').toUpperCase();
    const found = (['pending', 'running', 'ended'] as const).find((state) => words[state].includes(plain));
    if (found !== undefined) return found;
  }
  return 'unknown';
}

/** PBS prints `123.host` for 123, and cuts long names. */
const isId = (word: string, id: string): boolean => word === id || word.split('.')[0] === id.split('.')[0];
