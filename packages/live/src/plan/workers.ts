/** How a worker's job stands, as far as keeping workers goes. */
export interface WorkerJob {
  readonly uid: string;
  readonly status: string;
  /** Told to end after the exposure in hand. */
  readonly stopping: boolean;
}

export interface WorkerDemand {
  /** As many as were asked for. */
  readonly wanted: number;
  /** Exposures that nobody has in hand yet. */
  readonly waiting: number;
  /** Whether workers are only wanted while there is work for them. */
  readonly onDemand: boolean;
}

export interface WorkerPlan {
  /** Jobs that have ended and are started again. */
  readonly restart: readonly string[];
  /** How many new jobs are made. */
  readonly create: number;
  readonly stop: readonly string[];
}

const alive = new Set(['queued', 'launched', 'started', 'running', 'waiting']);

/**
 * Which workers to start and to stop. A worker that a person killed stays away until the session is started again; one
 * that died is started again.
 */
export function planWorkers(jobs: readonly WorkerJob[], { wanted, waiting, onDemand }: WorkerDemand): WorkerPlan {
  const killed = jobs.filter(({ status }) => status === 'killed').length;
  const atWork = jobs.filter(({ status, stopping }) => alive.has(status) && !stopping);
  const target = Math.max(0, wanted - killed);
  // With nothing waiting, those at work stay until they find nothing more and end by themselves.
  const count = onDemand && waiting < target ? Math.max(Math.min(atWork.length, target), waiting) : target;
  const missing = Math.max(0, count - atWork.length);
  const ended = jobs.filter(({ status }) => status === 'failed' || status === 'completed' || status === 'building');
  const restart = ended.slice(0, missing).map(({ uid }) => uid);
  return {
    restart,
    create: missing - restart.length,
    stop: atWork.slice(target).map(({ uid }) => uid),
  };
}
