import { fileURLToPath } from 'node:url';
import type { SchedulerTarget } from '@vitreous/schema';

const worker = fileURLToPath(new URL('../../../worker/dist/main.js', import.meta.url));

/**
 * What starts a worker on a target: `worker_bin_path worker`, where that names a `vitreous` that is installed there;
 * else this server's own program, which then lies on a disk that the target sees.
 */
export function workerCommand(target: SchedulerTarget | null): string[] {
  const path = target?.worker_bin_path ?? '';
  return path === '' ? [process.execPath, '--disable-warning=ExperimentalWarning', worker] : [path, 'worker'];
}
