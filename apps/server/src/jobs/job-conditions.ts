import type { ArgumentsOf, Contract } from '@vitreous/schema';
import { among, between, equals, holds, type Condition } from '@vitreous/store';
import { callerOf, isAdmin, type Call } from '../house.js';
import { notFound } from '../problem.js';

/** What jobs are searched by. */
export function conditionsOf(call: Call, filter: ArgumentsOf<Contract['jobs.count']>): Condition[] {
  return [
    ...among('project_uid', visibleProjects(call, filter.project_uid)),
    ...among('id', filter.id),
    ...among('uid', filter.uid),
    ...among('type', filter.type),
    ...among('status', filter.status),
    ...among('category', filter.category),
    ...between('created_at', filter.created_at),
    ...between('updated_at', filter.updated_at),
    ...between('queued_at', filter.queued_at),
    ...between('started_at', filter.started_at),
    ...between('waiting_at', filter.waiting_at),
    ...between('completed_at', filter.completed_at),
    ...between('killed_at', filter.killed_at),
    ...between('failed_at', filter.failed_at),
    ...between('exported_at', filter.exported_at),
    ...equals('deleted', filter.deleted),
    ...holds('workspace_uids', filter.workspace_uid),
  ];
}

/** The projects asked for, or all that the caller may use. @throws Problem 404 for one that the caller may not use. */
export function visibleProjects(call: Call, wanted: readonly string[] | undefined): readonly string[] | undefined {
  if (isAdmin(callerOf(call))) return wanted;
  const mine = call.store.projects.values('uid', [
    ...among('uid', wanted),
    ...equals('deleted', false),
    ...holds('users_with_access', [callerOf(call)._id]),
  ]);
  const foreign = wanted?.find((uid) => !mine.includes(uid));
  if (foreign !== undefined) throw notFound(`Project ${foreign.slice(0, 40)}`);
  return wanted ?? mine;
}
