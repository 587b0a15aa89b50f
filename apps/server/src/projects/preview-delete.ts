import type {
  DeleteJobPreview,
  DeleteProjectPreview,
  DeleteWorkspacePreview,
  Job,
  Session,
  Workspace,
} from '@vitreous/schema';
import { equals, holds } from '@vitreous/store';
import type { Call } from '../house.js';
import { jobsOfProject, reach } from '../jobs/lineage.js';

/** What goes when a project is deleted. */
export function previewProjectDelete(call: Call, projectUid: string): DeleteProjectPreview {
  const here = [...equals('project_uid', projectUid), ...equals('deleted', false)];
  return {
    jobs: call.store.jobs.find(here).map(summarize),
    workspaces: call.store.workspaces.find(here).map(({ uid, title }) => ({ project_uid: projectUid, uid, title })),
  };
}

/**
 * What goes when a workspace is deleted: jobs only here are deleted, jobs elsewhere too are unlinked, and final
 * results and jobs that others outside build upon are kept.
 */
export function previewWorkspaceDelete(call: Call, workspace: Workspace | Session): DeleteWorkspacePreview {
  const project = [...equals('project_uid', workspace.project_uid), ...equals('deleted', false)];
  const jobs = call.store.jobs.find([...project, ...holds('workspace_uids', [workspace.uid])]);
  const preview: DeleteWorkspacePreview = { delete: [], unlink: [], keep: [], jobs: jobs.map(summarize) };
  const all = jobsOfProject(call, workspace.project_uid);
  const descendantsOf = (job: Job): Job[] =>
    [...reach(all, [job.uid], 'children')].flatMap((uid) => all.get(uid) ?? []);
  const here = new Map(jobs.map((job) => [job.uid, job]));
  for (const job of jobs) {
    if (job.workspace_uids.length > 1) preview.unlink.push(summarize(job));
    else if (job.is_final_result || job.is_ancestor_of_final_result) {
      preview.keep.push({ ...summarize(job), reason: 'final', descendant_job_uids: [], descendant_workspace_uids: [] });
    } else {
      const outside = descendantsOf(job).filter(
        ({ uid, workspace_uids }) => !here.has(uid) || workspace_uids.length > 1,
      );
      if (outside.length === 0) preview.delete.push(summarize(job));
      else {
        preview.keep.push({
          ...summarize(job),
          reason: 'descendants',
          descendant_job_uids: outside.map(({ uid }) => uid),
          descendant_workspace_uids: [...new Set(outside.flatMap(({ workspace_uids }) => workspace_uids))],
        });
      }
    }
  }
  return preview;
}

function summarize(job: Job): DeleteJobPreview {
  const { project_uid, uid, workspace_uids, status, title } = job;
  return { project_uid, uid, workspace_uids, status, title, type: job.spec.type };
}
