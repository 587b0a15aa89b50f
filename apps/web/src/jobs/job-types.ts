import type { JobRegister, JobRegisterJobSpec } from '@vitreous/schema';
import { useCall } from '../server/use-call.js';

export interface JobTypes {
  readonly specs: readonly JobRegisterJobSpec[];
  /** Titles of the categories in the builder's order. */
  readonly categories: Readonly<Record<string, string>>;
  readonly specOf: (type: string) => JobRegisterJobSpec | undefined;
  readonly titleOf: (type: string) => string;
  readonly categoryOf: (type: string) => string;
}

const cache = new WeakMap<JobRegister, JobTypes>();
const none: JobTypes = readTypes({ specs: [], categories: {} });

function readTypes({ specs, categories }: Pick<JobRegister, 'specs' | 'categories'>): JobTypes {
  const byType = new Map(specs.map((spec) => [spec.type, spec]));
  return {
    specs,
    categories,
    specOf: (type) => byType.get(type),
    titleOf: (type) => byType.get(type)?.title ?? type.replaceAll('_', ' '),
    categoryOf: (type) => byType.get(type)?.category ?? 'utilities',
  };
}

/** What the server knows of the types of job. */
export function useJobTypes(): JobTypes {
  const { data } = useCall('job_register', {}, { still: true });
  if (data === undefined) return none;
  const known = cache.get(data) ?? readTypes(data);
  cache.set(data, known);
  return known;
}
