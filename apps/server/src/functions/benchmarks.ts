import { performanceBenchmark } from '@vitreous/schema';
import { z } from 'zod';
import type { Handlers } from '../house.js';
import { findJob } from '../jobs/find-job.js';
import { notFound } from '../problem.js';

const kinds = z.enum(['fs', 'cpu', 'gpu', 'extensive_validation']);
const timings = z.record(z.string(), z.unknown());

/** What jobs of this instance have measured of their machines. There are no measurements of other machines here. */
export const benchmarkFunctions: Handlers = {
  'benchmarks.get_reference_benchmarks': () => [],
  'benchmarks.get_benchmark': (call, { project_uid, job_uid, benchmark_type }) => {
    const job = findJob(call, project_uid, job_uid);
    const kind = kinds.safeParse(benchmark_type);
    const measured = timings.safeParse(kind.success ? job.bench[kind.data] : undefined);
    if (!measured.success) throw notFound(`A benchmark ${benchmark_type.slice(0, 40)} of ${project_uid} ${job_uid}`);
    return performanceBenchmark.parse({
      _id: job._id,
      created_at: job.created_at,
      updated_at: job.updated_at,
      project_uid,
      job_uid,
      type: kind.data,
      cryosparc_version: job.version ?? call.version,
      instance_information: job.instance_information,
      job_params: job.spec.params,
      timings: measured.data,
    });
  },
};
