import { join } from 'node:path';
import { writeMrc } from '@vitreous/formats';
import type { RunContext } from '@vitreous/job-kit';

/** Writes a map of n³ voxels into the job's folder, `JOB_NAME.mrc`, and answers its path, relative to the project directory. */
export async function writeCube(
  context: RunContext,
  name: string,
  data: Float32Array,
  { pixelSizeA }: { readonly pixelSizeA: number },
): Promise<string> {
  const { projectDir, jobDir, threads } = context;
  const path = join(jobDir, `${jobDir}_${name}.mrc`);
  const side = Math.round(Math.cbrt(data.length));
  await writeMrc(join(projectDir, path), { depth: side, height: side, width: side, data }, { pixelSizeA, threads });
  return path;
}
