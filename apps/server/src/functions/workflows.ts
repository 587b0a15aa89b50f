import { workflow as workflowModel, type Workflow } from '@vitreous/schema';
import { among, between, createId, equals, type StoredWorkflow } from '@vitreous/store';
import { callerOf, isAdmin, type Call, type Handlers } from '../house.js';
import { makeJobFolder, requireKnownParams } from '../jobs/insert-job.js';
import { forbidden, notFound } from '../problem.js';
import { applyWorkflow } from '../recipes/apply-workflow.js';
import { orderJobs } from '../recipes/check-workflow.js';
import { checkLimit } from './projects.js';

/** Chains of jobs, kept for everybody of this instance, to be made again in any workspace. */
export const workflowFunctions: Handlers = {
  'workflows.find': (call, { order, after, limit, ...filter }) =>
    call.store.workflows
      .find(
        [
          ...among('id', filter.id),
          ...equals('title', filter.title),
          ...among('category', filter.category),
          ...among('created_by', filter.created_by),
          ...equals('pinned', filter.pinned),
          ...between('created_at', filter.created_at),
          ...between('updated_at', filter.updated_at),
        ],
        { order, after, limit: checkLimit(limit) },
      )
      .map((found) => workflowModel.parse(found)),
  'workflows.find_one': (call, { workflow_id }) => workflowModel.parse(findWorkflow(call, workflow_id)),
  'workflows.create': (call, { body }) => {
    orderJobs(body);
    const now = call.now();
    const time = now.toISOString();
    const created = { ...ownOf(call, body), _id: createId(now.getTime()), created_at: time, createdAt: time };
    call.store.transact(() => {
      call.store.workflows.insert(created);
    });
    return workflowModel.parse(created);
  },
  'workflows.edit': (call, { workflow_id, body }) =>
    call.store.transact(() => {
      const { _id, created_at, createdAt, createdBy } = findOwn(call, workflow_id);
      orderJobs(body);
      const changed = { ...ownOf(call, body), _id, created_at, createdAt, createdBy };
      call.store.workflows.save(changed);
      return workflowModel.parse(changed);
    }),
  'workflows.delete': (call, { workflow_id }) => {
    call.store.transact(() => {
      call.store.workflows.remove(findOwn(call, workflow_id)._id);
    });
    return null;
  },
  'workflows.set_job_param': (call, { workflow_id, workflow_juid, param, body }) =>
    call.store.transact(() => {
      const found = findOwn(call, workflow_id);
      const job = Object.hasOwn(found.jobs, workflow_juid) ? found.jobs[workflow_juid] : undefined;
      if (job === undefined) throw notFound(`Job ${workflow_juid.slice(0, 40)} of this workflow`);
      requireKnownParams(job.jobType, { [param]: body.value });
      job.parameters = { ...job.parameters, [param]: body };
      call.store.workflows.save({ ...found, ...changedNow(call) });
      return job;
    }),
  'workflows.apply': async (call, { workflow_id, project_uid, workspace_uid, parent_juids }) => {
    const workflow = findWorkflow(call, workflow_id);
    const made = call.store.transact(() =>
      applyWorkflow(call, workflow, { project_uid, workspace_uid, parents: parent_juids }),
    );
    for (const job of made) await makeJobFolder(call, job);
    call.wakeMirror();
    return made;
  },
};

/** A workflow as it came, but for what the server says of it. */
function ownOf(call: Call, body: Workflow): Omit<StoredWorkflow, 'created_at'> {
  return { ...body, ...changedNow(call), createdBy: callerOf(call)._id, csVersion: call.version, reference: false };
}

function changedNow(call: Call): Pick<StoredWorkflow, 'updated_at' | 'updatedAt' | 'updatedBy'> {
  const time = call.now().toISOString();
  return { updated_at: time, updatedAt: time, updatedBy: callerOf(call)._id };
}

function findWorkflow(call: Call, id: string): StoredWorkflow {
  const found = call.store.workflows.get(id);
  if (found === null) throw notFound(`Workflow ${id.slice(0, 40)}`);
  return found;
}

/** One that the caller may change. */
function findOwn(call: Call, id: string): StoredWorkflow {
  const found = findWorkflow(call, id);
  const caller = callerOf(call);
  if (found.createdBy === caller._id || isAdmin(caller)) return found;
  throw forbidden('Only who made a workflow and administrators may change it.');
}
