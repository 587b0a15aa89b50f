import type { Blueprint } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { countOf } from '../design/format.js';
import { useJobTypes } from '../jobs/job-types.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { readRecipe } from './recipe-file.js';
import { RecipeList } from './recipe-list.js';

interface Props {
  readonly project: string;
  /** The job that takes the parameters; null where blueprints are only looked through. */
  readonly job: string | null;
  readonly onClose: () => void;
}

/** Parameters that are kept for a type of job. */
export function Blueprints({ project, job: uid, onClose }: Props): ReactNode {
  const given = { project_uid: project, job_uid: uid ?? '' };
  const { data: job } = useCall('jobs.find_one', given, { enabled: uid !== null });
  const type = uid === null ? {} : { job_type: [job?.spec.type ?? ''] };
  const { data } = useCall('blueprints.find', { ...type, limit: 0 }, { enabled: uid === null || job !== undefined });
  const types = useJobTypes();
  const apply = async ({ _id }: Blueprint): Promise<void> => {
    if (await act(() => callFunction('jobs.apply_blueprint', { ...given, blueprint_id: _id }), `${uid ?? ''} has them`))
      onClose();
  };
  return (
    <RecipeList
      words={['blueprint', 'blueprints']}
      icon="copy"
      recipes={data}
      about={({ jobType, parameters }) =>
        `${types.titleOf(jobType)}: ${countOf(Object.keys(parameters).length, 'parameter')}`
      }
      onUse={job?.status === 'building' ? (one) => void apply(one) : undefined}
      useWord="Apply"
      onPin={({ _id }, pinned) => callFunction('blueprints.edit', { blueprint_id: _id, pinned })}
      onDelete={({ _id }) => callFunction('blueprints.delete', { blueprint_id: _id })}
      onImport={async (file) => {
        const body = (await readRecipe(file, 'jobType')) as unknown as Blueprint;
        await callFunction('blueprints.create', { body: { ...body, imported: true, pinned: false } });
      }}
      how="Keep the parameters of a job as a blueprint, or import the file of one."
      onClose={onClose}
    />
  );
}
