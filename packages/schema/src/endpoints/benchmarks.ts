import { z } from 'zod';
import { performanceBenchmark, referencePerformanceBenchmark } from '../entities/benchmarks.js';
import { endpoints } from './endpoint.js';

export const benchmarkEndpoints = endpoints({
  'benchmarks.get_reference_benchmarks': { method: 'GET', returns: z.array(referencePerformanceBenchmark) },
  'benchmarks.get_benchmark': {
    method: 'GET',
    path: { project_uid: z.string(), job_uid: z.string(), benchmark_type: z.string() },
    returns: performanceBenchmark,
  },
});
