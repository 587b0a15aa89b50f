import { access, constants, readFile, rename, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { Project } from '@vitreous/schema';
import { equals } from '@vitreous/store';
import { callerOf, isAdmin, type Call, type Handlers } from '../house.js';
import { announceInBackground } from '../notifications/in-background.js';
import { postNotification } from '../notifications/post.js';
import { activeStatuses } from '../jobs/find-job.js';
import { resolveAllowed } from '../paths/allowed-path.js';
import { conflict, forbidden, invalid, Problem } from '../problem.js';
import { attachProject } from '../projects/attach.js';
import { changeAnyProject, changeProject } from '../projects/change.js';
import { deleteProject } from '../projects/delete-project.js';
import { findOpenProject, findProject } from '../projects/find-project.js';
import { claimDirectory, releaseDirectory } from '../projects/lock-file.js';
import { measureProject } from '../projects/keep-sizes.js';
import { previewProjectDelete } from '../projects/preview-delete.js';
import { requireOwner } from './projects.js';

/** Where projects live, and how they come and go. */
export const projectLifeFunctions: Handlers = {
  'projects.preview_delete': (call, { project_uid }) => {
    findProject(call, project_uid);
    return previewProjectDelete(call, project_uid);
  },

  'projects.delete': (call, { project_uid }) => {
    const project = changeAnyProject(call, project_uid, (changed) => {
      requireOwner(call, changed);
      refuseActive(call, changed);
      changed.deleting = true;
    });
    announceInBackground(call, {
      what: `Deleting ${project_uid}`,
      project_uid,
      work: async () => {
        await deleteProject(call, project);
        return `${project_uid} (${project.title}) has been deleted.`;
      },
    });
    return null;
  },

  'projects.archive': (call, { project_uid }) => {
    const project = findOpenProject(call, project_uid);
    requireOwner(call, project);
    refuseActive(call, project);
    announceInBackground(call, {
      what: `Archiving ${project_uid}`,
      project_uid,
      work: async () => {
        await call.flushMirror();
        changeProject(call, project_uid, (changed) => {
          changed.archived = true;
          changed.last_archived_version = call.version;
        });
        return `${project_uid} is archived: its directory, ${project.project_dir}, may be moved.`;
      },
    });
    return null;
  },

  'projects.unarchive': async (call, { project_uid, path }) => {
    const project = findProject(call, project_uid);
    requireOwner(call, project);
    if (!project.archived) throw conflict(`${project_uid} is not archived.`);
    const directory = await resolveAllowed(call, 'path', path);
    const uid = await readStoredId(directory);
    if (uid !== project._id) {
      throw invalid(
        'query',
        'path',
        `Expected the directory of ${project_uid}: its project.json is missing or another's.`,
        path,
      );
    }
    await claimDirectory(directory, call.instanceUid);
    return changeAnyProject(call, project_uid, (changed) => {
      changed.archived = false;
      changed.project_dir = directory;
    });
  },

  'projects.detach': async (call, { project_uid }) => {
    const project = findOpenProject(call, project_uid);
    requireOwner(call, project);
    refuseActive(call, project);
    await call.flushMirror();
    changeProject(call, project_uid, (changed) => {
      changed.detached = true;
      changed.last_detached_version = call.version;
    });
    await releaseDirectory(project.project_dir, call.instanceUid);
    return null;
  },

  'projects.attach': async (call, { path, project_owner_id }) => {
    const caller = callerOf(call);
    const owner = project_owner_id ?? caller._id;
    if (owner !== caller._id && !isAdmin(caller)) throw forbidden('Only administrators attach projects for others.');
    if (call.store.users.get(owner) === null) {
      throw invalid('query', 'project_owner_id', 'There is no such person.', owner.slice(0, 100));
    }
    const directory = await resolveAllowed(call, 'path', path);
    const attached = await attachProject(call, directory, owner);
    const { job_count: jobs, workspace_count: workspaces } = attached.project_stats;
    const whole = attached.import_status === 'complete';
    postNotification(call, {
      user_id: caller._id,
      project_uid: attached.uid,
      message:
        `${directory} is attached as ${attached.uid}, with ${workspaces} workspaces and ${jobs} jobs` +
        (whole ? '.' : '; some of its records cannot be read and were left out.'),
      status: whole ? 'success' : 'warning',
      ttl_seconds: whole ? 7 : null,
    });
    return attached;
  },

  'projects.accept_failed_attach': (call, { project_uid }) =>
    changeAnyProject(call, project_uid, (project) => {
      if (project.import_status !== 'failed') throw conflict(`${project_uid} was not attached with failures.`);
      project.import_status = 'complete';
    }),

  'projects.move': async (call, { project_uid, path }) => {
    const project = findOpenProject(call, project_uid);
    requireOwner(call, project);
    refuseActive(call, project);
    const wanted = isAbsolute(path) ? path : join(dirname(project.project_dir), path);
    const target = await resolveAllowed(call, 'path', wanted);
    if ((await stat(target).catch(() => null)) !== null) throw conflict(`${wanted} exists already.`);
    await access(dirname(target), constants.W_OK).catch(() => {
      throw invalid('query', 'path', 'The server may not write to the folder that should hold it.', path);
    });
    await call.flushMirror();
    try {
      await rename(project.project_dir, target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
      throw new Problem(
        422,
        `${wanted} is on another disk: archive the project, copy its directory, and unarchive it there.`,
      );
    }
    return changeProject(call, project_uid, (changed) => {
      changed.project_dir = target;
    });
  },

  'projects.claim_instance_ownership': async (call, { project_uid, force }) => {
    const project = findOpenProject(call, project_uid);
    requireOwner(call, project);
    await claimDirectory(project.project_dir, call.instanceUid, force);
    return null;
  },

  'projects.claim_all_instance_ownership': async (call, { force }) => {
    const attached = [...equals('deleted', false), ...equals('detached', false), ...equals('archived', false)];
    for (const project of call.store.projects.find(attached)) {
      await claimDirectory(project.project_dir, call.instanceUid, force);
    }
    return null;
  },

  'projects.refresh_size': (call, { project_uid }) => {
    const project = findOpenProject(call, project_uid);
    call.inBackground(`Measuring ${project_uid}`, (stopping) => measureProject(call, project, stopping));
    return null;
  },
};

function refuseActive(call: Call, project: Project): void {
  const jobs = call.store.jobs.find([...equals('project_uid', project.uid), ...equals('deleted', false)]);
  const busy = jobs.filter(({ status }) => activeStatuses.has(status)).map(({ uid, status }) => `${uid} (${status})`);
  if (busy.length > 0)
    throw conflict(`${project.uid} has jobs at work: ${busy.slice(0, 10).join(', ')}. Kill them first.`);
  const workspaces = call.store.workspaces.find([...equals('project_uid', project.uid), ...equals('deleted', false)]);
  const running = workspaces.find((one) => one.workspace_type === 'live' && one.status === 'running');
  if (running !== undefined) throw conflict(`${project.uid} has a running session, ${running.title}: pause it first.`);
}

async function readStoredId(directory: string): Promise<string | null> {
  try {
    const { _id: id } = JSON.parse(await readFile(join(directory, 'project.json'), 'utf8')) as { _id?: unknown };
    return typeof id === 'string' ? id : null;
  } catch {
    return null;
  }
}
