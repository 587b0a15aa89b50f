import type { Job, Project, Session, Workspace } from '@vitreous/schema';

/** What every list knows of every thing in it: to find, filter, sort and name it. */
export interface Facts {
  /** Unlike in any other thing: `P1`, `P1-W2`, `P1-J3`. */
  readonly key: string;
  readonly kind: 'project' | 'workspace' | 'session' | 'job';
  readonly uid: string;
  readonly number: number;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly starredBy: readonly string[];
  readonly createdAt: string;
  readonly creatorId: string | null;
  readonly accessedAt: string;
  readonly size: number;
  readonly jobs: number;
  readonly status: string;
  readonly type: string;
  readonly category: string;
}

const nothing = { size: 0, jobs: 0, status: '', type: '', category: '' };

export function factsOfProject(project: Project): Facts {
  const { uid, uid_num, title, description, tags, starred_by, created_at, owner_user_id, last_accessed } = project;
  const status = project.archived ? 'archived' : project.detached ? 'detached' : '';
  return {
    ...nothing,
    key: uid,
    kind: 'project',
    uid,
    number: uid_num,
    title,
    description,
    tags,
    starredBy: starred_by,
    createdAt: created_at,
    creatorId: owner_user_id,
    accessedAt: last_accessed?.accessed_at ?? '',
    size: project.size,
    jobs: project.project_stats.job_count,
    status,
  };
}

export function factsOfWorkspace(workspace: Workspace | Session): Facts {
  const { uid, title, description, tags, starred_by, created_at, created_by_user_id, last_accessed } = workspace;
  const live = workspace.workspace_type === 'live';
  return {
    ...nothing,
    key: `${workspace.project_uid}-${uid}`,
    kind: live ? 'session' : 'workspace',
    uid: live ? workspace.session_uid : uid,
    number: workspace.uid_num,
    title: title ?? 'Untitled',
    description: description ?? '',
    tags,
    starredBy: starred_by,
    createdAt: created_at,
    creatorId: created_by_user_id,
    accessedAt: last_accessed?.accessed_at ?? '',
    jobs: workspace.workspace_stats.job_count,
    status: live ? workspace.status : '',
  };
}

export function factsOfJob(job: Job, categoryOf: (type: string) => string, titleOf: (type: string) => string): Facts {
  const { uid, tags, starred_by, created_at, created_by_user_id, last_accessed } = job;
  return {
    key: `${job.project_uid}-${uid}`,
    kind: 'job',
    uid,
    number: job.uid_num,
    title: job.title || titleOf(job.spec.type),
    description: job.description,
    tags,
    starredBy: starred_by,
    createdAt: created_at,
    creatorId: created_by_user_id,
    accessedAt: last_accessed?.accessed_at ?? '',
    size: job.job_dir_size,
    jobs: 0,
    status: job.status,
    type: job.spec.type,
    category: categoryOf(job.spec.type),
  };
}
