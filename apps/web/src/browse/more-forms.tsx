import type { ReactNode } from 'react';
import { CloneJob } from '../jobs/clone-job.js';
import { ImportJob } from '../jobs/import-job.js';
import { JobWorkspaces } from '../jobs/job-workspaces.js';
import { Blueprints } from '../recipes/blueprints.js';
import { MakeBlueprint } from '../recipes/make-blueprint.js';
import { MakeWorkflow } from '../recipes/make-workflow.js';
import { Workflows } from '../recipes/workflows.js';
import { AttachProject } from './attach-project.js';
import { CleanUp } from './clean-up.js';
import { ManageTags } from './manage-tags.js';
import { MoveProject } from './move-project.js';
import { NewOwner } from './new-owner.js';
import { ProjectFiles } from './project-files.js';
import { ProjectLinks } from './project-links.js';
import { listOf } from './search.js';

interface Props {
  readonly kind: string;
  /** `P1`, `P1-W2`, `P1-J3`, or several jobs: `P1-J3,J4`. */
  readonly about: string;
  readonly onClose: () => void;
}

/** Forms that are needed now and then: the address names them, so that menus anywhere can open them. */
export function MoreForms({ kind, about, onClose }: Props): ReactNode {
  const [project = '', uid] = about.split('-');
  switch (kind) {
    case 'tags':
      return <ManageTags onClose={onClose} />;
    case 'attach':
      return <AttachProject onClose={onClose} />;
    case 'clean-up':
      return <CleanUp project={project} workspace={uid} onClose={onClose} />;
    case 'files':
      return <ProjectFiles key={about} project={project} start={uid ?? ''} onClose={onClose} />;
    case 'links':
      return <ProjectLinks project={project} onClose={onClose} />;
    case 'move':
      return <MoveProject project={project} onClose={onClose} />;
    case 'owner':
      return <NewOwner project={project} onClose={onClose} />;
    case 'clone':
      return <CloneJob project={project} uids={listOf(uid)} onClose={onClose} />;
    case 'workspaces':
      return <JobWorkspaces project={project} uids={listOf(uid)} onClose={onClose} />;
    case 'import-job':
      return <ImportJob project={project} workspace={uid ?? ''} onClose={onClose} />;
    case 'workflows':
      return <Workflows project={project} workspace={uid ?? ''} onClose={onClose} />;
    case 'make-workflow':
      return <MakeWorkflow project={project} uids={listOf(uid)} onClose={onClose} />;
    case 'blueprints':
      return <Blueprints project={project} job={uid ?? null} onClose={onClose} />;
    case 'make-blueprint':
      return <MakeBlueprint project={project} job={uid ?? ''} onClose={onClose} />;
    default:
      return null;
  }
}
