import { notification, type ArgumentsOf, type Contract } from '@vitreous/schema';
import { among, between, equals, type Condition, type StoredNotification } from '@vitreous/store';
import { callerOf, type Call, type Handlers } from '../house.js';
import { visibleProjects } from '../jobs/job-conditions.js';
import { notFound } from '../problem.js';
import { checkLimit } from './projects.js';

/** What people were told: their own notices, and those for all who may use a project of theirs. */
export const notificationFunctions: Handlers = {
  'notifications.find': (call, { order, after, limit, ...filter }) =>
    call.store.notifications
      .find(conditionsOf(call, filter), { order, after, limit: checkLimit(limit) })
      .map((found) => notification.parse(found)),
  'notifications.count': (call, filter) => call.store.notifications.count(conditionsOf(call, filter)),
  'notifications.find_by_id': (call, { notification_id }) => notification.parse(findOwn(call, notification_id)),
  'notifications.deactivate_notification': (call, { notification_id }) =>
    call.store.transact(() => {
      const changed = { ...findOwn(call, notification_id), active: false, updated_at: call.now().toISOString() };
      call.store.notifications.save(changed);
      return notification.parse(changed);
    }),
};

function conditionsOf(call: Call, filter: ArgumentsOf<Contract['notifications.count']>): Condition[] {
  return [
    ...visibleTo(call),
    ...among('id', filter.id),
    ...among('project_uid', filter.project_uid),
    ...among('job_uid', filter.job_uid),
    ...equals('active', filter.active),
    ...among('status', filter.status),
    ...between('created_at', filter.created_at),
    ...between('updated_at', filter.updated_at),
  ];
}

function visibleTo(call: Call): Condition[] {
  const projects = visibleProjects(call, undefined);
  const [shared = { sql: 'project_uid IS NOT NULL', values: [] }] = among('project_uid', projects);
  return [
    {
      sql: `(user_id = ? OR (user_id IS NULL AND ${shared.sql}))`,
      values: [callerOf(call)._id, ...shared.values],
    },
  ];
}

function findOwn(call: Call, id: string): StoredNotification {
  const found = call.store.notifications.first([...visibleTo(call), ...among('id', [id])]);
  if (found === null) throw notFound(`Notification ${id.slice(0, 40)}`);
  return found;
}
