import { findJobDefinition, listJobDefinitions } from '@vitreous/jobs';
import { registerEntryOf } from '@vitreous/job-kit';
import { checkCustomValues } from '@vitreous/scheduler';
import { category as categories, jobRegister, type Job, type JobRegister } from '@vitreous/schema';
import { callerOf, WrittenList, type Call, type Handlers } from '../house.js';
import { conditionsOf } from '../jobs/job-conditions.js';
import { activeStatuses, changeJob, findJob } from '../jobs/find-job.js';
import { insertJob, makeJobFolder, outputOf, requireKnownParams } from '../jobs/insert-job.js';
import { addConnection } from '../jobs/connections.js';
import { markAncestorsOfFinal } from '../jobs/lineage.js';
import { clearJob, markDeleted, removeJobFiles } from '../jobs/remove-jobs.js';
import { findSource, rebuildJob } from '../jobs/wire-up.js';
import { conflict, notFound } from '../problem.js';
import { toggle } from '../projects/change.js';
import { findOpenProject, findProject, findWorkspace } from '../projects/find-project.js';
import { requireMaySetPriority, requirePriority } from '../queue/priority.js';
import { checkLimit } from './projects.js';
import { requireTag } from './tags.js';

/** Jobs: found, made, named and removed. */
export const jobFunctions: Handlers = {
  job_register: () => describeTypes(),
  'projects.get_job_register': () => describeTypes(),
  'jobs.get_types': () => listJobDefinitions().map(({ type }) => type),
  'jobs.get_categories': () => categoryTitles(),

  'jobs.find': (call, { order, after, limit, ...filter }) =>
    new WrittenList(call.store.jobs.findText(conditionsOf(call, filter), { order, after, limit: checkLimit(limit) })),
  'jobs.count': (call, filter) => call.store.jobs.count(conditionsOf(call, filter)),
  'jobs.get_active_count': (call) =>
    call.store.jobs.count(conditionsOf(call, { deleted: false, status: [...activeStatuses] })),
  'jobs.get_active_licenses_count': () => 0,
  'jobs.find_one': (call, { project_uid, job_uid }) => findJob(call, project_uid, job_uid),
  'jobs.get_status': (call, { project_uid, job_uid }) => findJob(call, project_uid, job_uid).status,
  'jobs.get_directory': (call, { project_uid, job_uid }) =>
    `${findProject(call, project_uid).project_dir}/${findJob(call, project_uid, job_uid).job_dir}`,

  'jobs.create': async (call, { project_uid, workspace_uid, created_by_job_uid, ...wanted }) => {
    const created = call.store.transact(() =>
      insertJob(call, {
        ...wanted,
        project_uid,
        workspace_uids: [workspace_uid],
        created_by_job_uid: created_by_job_uid ?? null,
      }),
    );
    await makeJobFolder(call, created);
    call.wakeMirror();
    return created;
  },

  'jobs.create_external_result': async (call, { project_uid, workspace_uid, body }) => {
    const { name, spec, connection } = body;
    const created = call.store.transact(() => {
      const job = insertJob(call, {
        project_uid,
        workspace_uids: [workspace_uid],
        type: 'snowflake',
        title: spec.title,
        description: spec.description,
        params: {},
        created_by_job_uid: null,
      });
      return rebuildJob(call, project_uid, job.uid, (changed) => {
        changed.spec.outputs = { [name]: outputOf({ ...spec, passthrough: connection === null ? null : name }) };
        if (connection === null) return;
        const source = findSource(call, changed, connection.job_uid);
        changed.spec.inputs = {
          [name]: {
            type: spec.type,
            title: spec.title,
            description: '',
            slots: [],
            count_min: 0,
            count_max: 1,
            repeat_allowed: false,
            connections: [],
          },
        };
        addConnection(changed, name, source, connection.output);
      });
    });
    await makeJobFolder(call, created);
    return created;
  },

  'jobs.view': (call, { project_uid, workspace_uid, job_uid }) => {
    findWorkspace(call, project_uid, workspace_uid);
    const caller = callerOf(call);
    return call.store.transact(() => {
      const user = call.store.users.get(caller._id) ?? caller;
      const others = user.state.recentJobs.filter((one) => one.project_uid !== project_uid || one.job_uid !== job_uid);
      user.state.recentJobs = [{ project_uid, workspace_uid, job_uid }, ...others].slice(0, 20);
      call.store.users.save(user);
      return changeJob(call, project_uid, job_uid, (job) => {
        job.last_accessed = { name: caller.name, accessed_at: call.now().toISOString() };
      });
    });
  },

  'jobs.set_title': (call, { project_uid, job_uid, title }) =>
    changeJob(call, project_uid, job_uid, (job) => {
      job.title = title;
    }),
  'jobs.set_description': (call, { project_uid, job_uid, description }) =>
    changeJob(call, project_uid, job_uid, (job) => {
      job.description = description;
    }),
  'jobs.set_priority': (call, { project_uid, job_uid, priority }) =>
    changeJob(call, project_uid, job_uid, (job) => {
      requirePriority(priority);
      requireMaySetPriority(callerOf(call));
      job.priority = priority;
    }),
  'jobs.set_cluster_custom_vars': (call, { project_uid, job_uid, cluster_custom_vars }) =>
    changeJob(call, project_uid, job_uid, (job) => {
      checkCustomValues(cluster_custom_vars);
      if (job.status !== 'building' && job.status !== 'queued') {
        throw conflict(`${job_uid} is ${job.status}: its script is written already.`);
      }
      job.cluster_job_custom_vars = cluster_custom_vars;
    }),
  'jobs.set_final_result': (call, { project_uid, job_uid, is_final_result }) =>
    call.store.transact(() => {
      changeJob(call, project_uid, job_uid, (job) => {
        if (is_final_result && job.status !== 'completed')
          throw conflict(`${job_uid} is ${job.status}, not completed.`);
        job.is_final_result = is_final_result;
      });
      markAncestorsOfFinal(call, project_uid);
      return findJob(call, project_uid, job_uid);
    }),

  'jobs.set_params': (call, { project_uid, job_uid, params }) =>
    setParams(call, project_uid, job_uid, (job) => ({ ...job.spec.params, ...params })),
  'jobs.set_param': (call, { project_uid, job_uid, param, value }) =>
    setParams(call, project_uid, job_uid, (job) => ({ ...job.spec.params, [param]: value })),
  'jobs.clear_param': (call, { project_uid, job_uid, param }) =>
    setParams(call, project_uid, job_uid, (job) =>
      Object.fromEntries(Object.entries(job.spec.params).filter(([name]) => name !== param)),
    ),
  'jobs.clear_params': (call, { project_uid, job_uid }) => setParams(call, project_uid, job_uid, () => ({})),

  'jobs.add_tag': (call, { project_uid, job_uid, tag_uid }) =>
    changeJob(call, project_uid, job_uid, (job) => {
      requireTag(call, tag_uid, ['job']);
      job.tags = toggle(job.tags, tag_uid, true);
    }),
  'jobs.remove_tag': (call, { project_uid, job_uid, tag_uid }) =>
    changeJob(call, project_uid, job_uid, (job) => {
      job.tags = toggle(job.tags, tag_uid, false);
    }),
  'jobs.star_job': (call, input) => star(call, input, true),
  'jobs.unstar_job': (call, input) => star(call, input, false),

  'jobs.link_to_workspace': (call, { project_uid, job_uid, workspace_uid }) =>
    changeJob(call, project_uid, job_uid, (job) => {
      findWorkspace(call, project_uid, workspace_uid);
      job.workspace_uids = toggle(job.workspace_uids, workspace_uid, true);
    }),
  'jobs.unlink_from_workspace': (call, { project_uid, job_uid, workspace_uid }) =>
    changeJob(call, project_uid, job_uid, (job) => {
      if (!job.workspace_uids.includes(workspace_uid)) throw notFound(`${job_uid} in ${workspace_uid.slice(0, 40)}`);
      if (job.workspace_uids.length === 1) {
        throw conflict(`${job_uid} is in ${workspace_uid} only, and a job must be in one: move or delete it.`);
      }
      job.workspace_uids = toggle(job.workspace_uids, workspace_uid, false);
    }),
  'jobs.move': (call, { project_uid, job_uid, from_workspace_uid, to_workspace_uid }) =>
    changeJob(call, project_uid, job_uid, (job) => {
      findWorkspace(call, project_uid, to_workspace_uid);
      if (!job.workspace_uids.includes(from_workspace_uid)) {
        throw notFound(`${job_uid} in ${from_workspace_uid.slice(0, 40)}`);
      }
      job.workspace_uids = toggle(toggle(job.workspace_uids, from_workspace_uid, false), to_workspace_uid, true);
    }),

  'jobs.delete': (call, { project_uid, job_uid }) => {
    removeJobFiles(
      call,
      call.store.transact(() => markDeleted(call, project_uid, [job_uid])),
    );
    return null;
  },
  'jobs.delete_many': (call, { project_job_uids }) => {
    const byProject = new Map<string, string[]>();
    for (const [project, job] of project_job_uids) byProject.set(project, [...(byProject.get(project) ?? []), job]);
    for (const project of byProject.keys()) findOpenProject(call, project);
    const deleted = call.store.transact(() =>
      [...byProject].flatMap(([project, jobs]) => markDeleted(call, project, jobs)),
    );
    removeJobFiles(call, deleted);
    return null;
  },
  'jobs.clear': (call, { project_uid, job_uid, descendants }) => clearJob(call, project_uid, job_uid, descendants),
  'jobs.clear_many': async (call, { order, after, limit, ...filter }) => {
    const jobs = call.store.jobs.find(conditionsOf(call, filter), { order, after, limit: checkLimit(limit) });
    const cleared: Job[] = [];
    // Children before parents, so that a chain can be cleared whole.
    for (const { project_uid, uid } of jobs.sort((a, b) => b.uid_num - a.uid_num)) {
      cleared.push(await clearJob(call, project_uid, uid, false));
    }
    return cleared;
  },
};

export function setParams(
  call: Call,
  projectUid: string,
  uid: string,
  paramsOf: (job: Job) => Record<string, unknown>,
): Job {
  return rebuildJob(call, projectUid, uid, (job) => {
    const params = paramsOf(job);
    requireKnownParams(job.spec.type, params);
    job.spec.params = params;
    const definition = findJobDefinition(job.spec.type);
    if (definition !== null) job.spec.resource_spec = definition.resources(params);
  });
}

function star(call: Call, { project_uid, job_uid }: { project_uid: string; job_uid: string }, starred: boolean): Job {
  return changeJob(call, project_uid, job_uid, (job) => {
    job.starred_by = toggle(job.starred_by, callerOf(call)._id, starred);
  });
}

function describeTypes(): JobRegister {
  return jobRegister.parse({ specs: listJobDefinitions().map(registerEntryOf), categories: categoryTitles() });
}

function categoryTitles(): Record<string, string> {
  const titleOf = (name: string): string =>
    name.replaceAll('_', ' ').replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
  return Object.fromEntries(categories.options.map((name) => [name, titleOf(name).replace('Ctf', 'CTF')]));
}
