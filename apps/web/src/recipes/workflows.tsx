import type { Workflow } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { countOf } from '../design/format.js';
import { useJobTypes } from '../jobs/job-types.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { ApplyWorkflow } from './apply-workflow.js';
import { readRecipe } from './recipe-file.js';
import { RecipeList } from './recipe-list.js';

/** Chains of jobs that can be made again in any workspace. */
export function Workflows({
  project,
  workspace,
  onClose,
}: {
  project: string;
  workspace: string;
  onClose: () => void;
}): ReactNode {
  const { data } = useCall('workflows.find', { limit: 0 });
  const types = useJobTypes();
  const [chosen, setChosen] = useState<Workflow | null>(null);
  if (chosen !== null) {
    return (
      <ApplyWorkflow
        key={chosen._id}
        workflow={chosen}
        project={project}
        workspace={workspace}
        onBack={() => setChosen(null)}
        onClose={onClose}
      />
    );
  }
  const about = ({ jobs, category }: Workflow): string => {
    const made = Object.values(jobs);
    const names = made.map(({ title, jobType }) => title || types.titleOf(jobType));
    return `${category === '' ? '' : `${category}: `}${countOf(made.length, 'job')}: ${names.join(', ')}`;
  };
  return (
    <RecipeList
      words={['workflow', 'workflows']}
      icon="tree"
      recipes={data}
      about={about}
      onUse={setChosen}
      useWord="Apply…"
      onPin={(one, pinned) => callFunction('workflows.edit', { workflow_id: one._id, body: { ...one, pinned } })}
      onDelete={(one) => callFunction('workflows.delete', { workflow_id: one._id })}
      onImport={async (file) => {
        const body = (await readRecipe(file, 'jobs')) as unknown as Workflow;
        await callFunction('workflows.create', { body: { ...body, imported: true, pinned: false } });
      }}
      how="Select several jobs and make a workflow of them, or import the file of one."
      onClose={onClose}
    />
  );
}
