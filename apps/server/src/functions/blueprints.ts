import { blueprint as blueprintModel, type Blueprint, type BlueprintParameter, type Job } from '@vitreous/schema';
import { among, between, createId, equals, type StoredBlueprint } from '@vitreous/store';
import { callerOf, isAdmin, type Call, type Handlers } from '../house.js';
import { changeJob, findJob } from '../jobs/find-job.js';
import { insertJob, makeJobFolder, requireKnownParams } from '../jobs/insert-job.js';
import { conflict, forbidden, notFound } from '../problem.js';
import { findOpenProject } from '../projects/find-project.js';
import { requireType, valuesOf } from '../recipes/apply-parameters.js';
import { checkLimit } from './projects.js';
import { setParams } from './jobs.js';

/** Parameters of a type of job, kept under a title for everybody of this instance. */
export const blueprintFunctions: Handlers = {
  'blueprints.find': (call, { order, after, limit, ...filter }) =>
    call.store.blueprints
      .find(
        [
          ...among('id', filter.id),
          ...among('job_type', filter.job_type),
          ...equals('created_by', filter.created_by),
          ...equals('pinned', filter.pinned),
          ...equals('imported', filter.imported),
          ...between('created_at', filter.created_at),
          ...between('updated_at', filter.updated_at),
        ],
        { order, after, limit: checkLimit(limit) },
      )
      .map((found) => blueprintModel.parse(found)),
  'blueprints.find_one': (call, { blueprint_id }) => blueprintModel.parse(findBlueprint(call, blueprint_id)),
  'blueprints.get_draft': (call, { job_type }) => {
    const { title, params } = requireType(job_type);
    const defaults = Object.entries(params).map(([name, { spec }]) => [name, spec.default] as const);
    return draft(call, job_type, title, '', Object.fromEntries(defaults));
  },
  'blueprints.draft_blueprint_from_job': (call, { project_uid, job_uid }) => {
    const { spec, title, description } = findJob(call, project_uid, job_uid);
    return draft(call, spec.type, title === '' ? requireType(spec.type).title : title, description, spec.params);
  },
  'blueprints.create': (call, { body }) => {
    requireType(body.jobType);
    requireKnownParams(body.jobType, body.parameters);
    const now = call.now();
    const time = now.toISOString();
    const created: StoredBlueprint = {
      ...body,
      _id: createId(now.getTime()),
      ...{ created_at: time, updated_at: time, createdAt: time, updatedAt: time },
      ...{ createdBy: callerOf(call)._id, updatedBy: callerOf(call)._id },
      csVersion: call.version,
      reference: false,
    };
    call.store.transact(() => {
      call.store.blueprints.insert(created);
    });
    return blueprintModel.parse(created);
  },
  'blueprints.edit': (call, { blueprint_id, parameters, title, description, apply_title, apply_description, pinned }) =>
    call.store.transact(() => {
      const found = findOwn(call, blueprint_id);
      requireKnownParams(found.jobType, parameters ?? {});
      const time = call.now().toISOString();
      const changed: StoredBlueprint = {
        ...found,
        parameters: parameters ?? found.parameters,
        title: title ?? found.title,
        description: description ?? found.description,
        applyTitle: apply_title ?? found.applyTitle,
        applyDescription: apply_description ?? found.applyDescription,
        pinned: pinned ?? found.pinned,
        ...{ updated_at: time, updatedAt: time, updatedBy: callerOf(call)._id },
      };
      call.store.blueprints.save(changed);
      return blueprintModel.parse(changed);
    }),
  'blueprints.delete': (call, { blueprint_id }) => {
    call.store.transact(() => {
      call.store.blueprints.remove(findOwn(call, blueprint_id)._id);
    });
    return null;
  },

  'jobs.apply_blueprint': (call, { project_uid, job_uid, blueprint_id }) =>
    call.store.transact(() => applyBlueprint(call, findJob(call, project_uid, job_uid), blueprint_id)),
  'jobs.create_job_from_blueprint': async (call, { project_uid, workspace_uid, blueprint_id }) => {
    const created = call.store.transact(() => {
      const { jobType: type } = findBlueprint(call, blueprint_id);
      const job = insertJob(call, {
        project_uid,
        workspace_uids: [workspace_uid],
        type,
        title: '',
        description: '',
        params: {},
        created_by_job_uid: null,
      });
      return applyBlueprint(call, job, blueprint_id);
    });
    await makeJobFolder(call, created);
    return created;
  },
};

function applyBlueprint(call: Call, { project_uid, uid, spec }: Job, id: string): Job {
  const { jobType, parameters, title, description, applyTitle, applyDescription } = findBlueprint(call, id);
  findOpenProject(call, project_uid);
  if (jobType !== spec.type) throw conflict(`This blueprint is for a ${jobType}; ${uid} is a ${spec.type}.`);
  setParams(call, project_uid, uid, (job) => ({ ...job.spec.params, ...valuesOf(parameters) }));
  return changeJob(call, project_uid, uid, (job) => {
    if (applyTitle && title !== '') job.title = title;
    if (applyDescription && description !== '') job.description = description;
  });
}

function draft(
  call: Call,
  jobType: string,
  title: string,
  description: string,
  values: Readonly<Record<string, unknown>>,
): Blueprint {
  const parameters = Object.entries(values).map(([name, value]): [string, BlueprintParameter] => [
    name,
    { value, flagged: false, notes: '' },
  ]);
  return blueprintModel.parse({
    jobType,
    title,
    description,
    csVersion: call.version,
    createdBy: callerOf(call)._id,
    parameters: Object.fromEntries(parameters),
  });
}

function findBlueprint(call: Call, id: string): StoredBlueprint {
  const found = call.store.blueprints.get(id);
  if (found === null) throw notFound(`Blueprint ${id.slice(0, 40)}`);
  return found;
}

/** One that the caller may change. */
function findOwn(call: Call, id: string): StoredBlueprint {
  const found = findBlueprint(call, id);
  const caller = callerOf(call);
  if (found.createdBy === caller._id || isAdmin(caller)) return found;
  throw forbidden('Only who made a blueprint and administrators may change it.');
}
