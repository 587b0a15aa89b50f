import type { Job, JobSpec, Workflow, WorkflowJob, WorkflowParameter } from '@vitreous/schema';

interface About {
  readonly title: string;
  readonly description: string;
  readonly category: string;
  /** Parameters that are asked for whenever the workflow is applied: `J3 psize_A`. */
  readonly asked: ReadonlySet<string>;
}

/**
 * A workflow that makes these jobs again, connected as they are. Jobs outside that they are built upon become its parents;
 * `all` are the jobs of the project.
 */
export function workflowOfJobs(jobs: readonly Job[], all: readonly Job[], about: About): Workflow {
  const { title, description, category, asked } = about;
  const inside = new Set(jobs.map(({ uid }) => uid));
  const parents = [...new Set(jobs.flatMap(sourcesOf))].filter((uid) => !inside.has(uid));
  const typeOf = (uid: string): string => all.find((job) => job.uid === uid)?.spec.type ?? '';
  const none = '000000000000000000000000';
  const never = '1970-01-01T00:00:00Z';
  return {
    ...{ _id: none, updatedAt: never, createdAt: never, createdBy: null, updatedBy: null },
    ...{ workflowVersion: '1.0.0', csVersion: '', pinned: false, imported: false, reference: false },
    ...{ title, description, category },
    parents: Object.fromEntries(parents.map((uid) => [uid, { jobType: typeOf(uid), groups: {} }])),
    jobs: Object.fromEntries(jobs.map((job) => [job.uid, partOf(job, asked)])),
  };
}

function partOf({ uid, title, description, spec }: Job, asked: ReadonlySet<string>): WorkflowJob {
  return {
    ...{ jobType: spec.type, title, description, individualResults: [], groups: [] },
    parameters: Object.fromEntries(
      Object.entries(spec.params).flatMap(([name, value]) =>
        asked.has(`${uid} ${name}`) && canBeAsked(value)
          ? [[name, { value, flagged: true, locked: false, visible: true, notes: '' }]]
          : [],
      ),
    ),
    spec: withoutResults(spec),
  };
}

/** What was made stays behind; only external jobs have outputs of their own. */
function withoutResults(spec: JobSpec): JobSpec {
  const outputs = spec.type === 'snowflake' ? Object.entries(spec.outputs) : [];
  return {
    ...spec,
    outputs: Object.fromEntries(
      outputs.map(([name, output]) => [
        name,
        { ...output, results: [], num_items: 0, image: null, summary: {}, latest_summary_stats: {} },
      ]),
    ),
  };
}

function sourcesOf({ spec }: Job): string[] {
  const connections = Object.values(spec.inputs).flatMap((input) => input.connections);
  return connections.flatMap(({ job_uid, results }) => [job_uid, ...results.map((one) => one.job_uid)]);
}

/** Lists are kept as they are: the interface has no place for them among the parameters that are asked for. */
export function canBeAsked(value: unknown): value is WorkflowParameter['value'] {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
