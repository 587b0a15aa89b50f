import type { Category, JobStatus } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { FormDialog } from '../design/form-dialog.js';
import { useJobTypes } from '../jobs/job-types.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';

const ended: readonly JobStatus[] = ['building', 'completed', 'killed', 'failed'];

interface Props {
  readonly project: string;
  /** Only what is in this workspace; the whole project without one. */
  readonly workspace: string | undefined;
  readonly onClose: () => void;
}

/** Frees disk space: deletes jobs, or clears what they made. What is final, and what it is built upon, stays. */
export function CleanUp({ project, workspace, onClose }: Props): ReactNode {
  const within = workspace === undefined ? {} : { workspace_uid: [workspace] };
  const { data: jobs = [] } = useCall('jobs.find', { project_uid: [project], ...within, limit: 0 });
  const types = useJobTypes();
  const [flags, setFlags] = useState<Readonly<Record<string, boolean>>>({});
  const [deleting, setDeleting] = useState<readonly JobStatus[]>([]);
  const [clearing, setClearing] = useState<readonly JobStatus[]>([]);
  const [categories, setCategories] = useState<readonly string[]>([]);
  const safe = jobs.filter((job) => job.is_final_result || job.is_ancestor_of_final_result).length;
  const present = new Set(jobs.map(({ spec }) => types.categoryOf(spec.type)));
  const countBy = (status: JobStatus): number => jobs.filter((job) => job.status === status).length;
  const flag = (name: string, words: string): ReactNode => (
    <label className="check">
      <input
        type="checkbox"
        checked={flags[name] === true}
        onChange={({ target }) => setFlags({ ...flags, [name]: target.checked })}
      />
      {words}
    </label>
  );
  const nothing = !Object.values(flags).includes(true) && deleting.length + clearing.length + categories.length === 0;
  const clean = (): Promise<unknown> =>
    callFunction('projects.cleanup_data', {
      project_uid: project,
      ...(workspace === undefined ? {} : { workspace_uid: workspace }),
      ...flags,
      delete_statuses: [...deleting],
      clear_statuses: [...clearing],
      clear_categories: Object.keys(types.categories).filter((name) => categories.includes(name)) as Category[],
    });
  return (
    <FormDialog
      title={`Clean up ${workspace === undefined ? project : `${project} ${workspace}`}`}
      action="Clean up"
      disabled={nothing}
      run={clean}
      done="The data are being cleaned up; a notice says when that is done"
      onClose={onClose}
    >
      <p className="notice">
        <span>
          {safe === 0
            ? 'No job here is marked as final: mark what you want to keep first. Final results, and all that they are built upon, are never touched.'
            : `${safe} of ${jobs.length} jobs are final, or built upon by final ones: they are not touched.`}
        </span>
      </p>
      <fieldset className="param-group">
        <legend>Delete jobs, with all that they made</legend>
        {flag('delete_non_final', 'All that are not needed by a final result')}
        <Choices
          values={ended}
          chosen={deleting}
          wordsOf={(one) => `${one} (${countBy(one)})`}
          onChange={setDeleting}
        />
      </fieldset>
      <fieldset className="param-group">
        <legend>Clear jobs: what they made goes, parameters and connections stay</legend>
        {flag('clear_non_final', 'All that are not needed by a final result')}
        {flag('clear_preprocessing', 'Preprocessing: what can be made again from the movies')}
        {flag('clear_intermediate_results', 'Results of iterations before the last, of any job')}
        <Choices
          values={ended.slice(1)}
          chosen={clearing}
          wordsOf={(one) => `${one} (${countBy(one)})`}
          onChange={setClearing}
        />
      </fieldset>
      {present.size > 0 && (
        <fieldset className="param-group">
          <legend>Clear jobs of these categories</legend>
          <Choices
            values={Object.keys(types.categories).filter((name) => present.has(name))}
            chosen={categories}
            wordsOf={(one) => types.categories[one] ?? one}
            onChange={setCategories}
          />
        </fieldset>
      )}
    </FormDialog>
  );
}

/** Any of some values. */
function Choices<Value extends string>({
  values,
  chosen,
  wordsOf,
  onChange,
}: {
  values: readonly Value[];
  chosen: readonly Value[];
  wordsOf: (value: Value) => string;
  onChange: (chosen: readonly Value[]) => void;
}): ReactNode {
  return values.map((value) => (
    <label key={value} className="check">
      <input
        type="checkbox"
        checked={chosen.includes(value)}
        onChange={({ target }) => onChange(target.checked ? [...chosen, value] : chosen.filter((one) => one !== value))}
      />
      {wordsOf(value)}
    </label>
  ));
}
