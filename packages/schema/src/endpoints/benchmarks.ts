import { z } from 'zod';
import { performanceBenchmark, referencePerformanceBenchmark } from '../entities/benchmarks.js';
import { endpoints } from './endpoint.js';
import { ofJob } from './shapes.js';

export const benchmarkEndpoints = endpoints({
  'benchmarks.get_reference_benchmarks': { method: 'GET', returns: z.array(referencePerformanceBenchmark) },
  'benchmarks.get_benchmark': {
    method: 'GET',
    path: { ...ofJob, benchmark_type: z.string() },
    returns: performanceBenchmark,
  },
});
