import { z } from 'zod';
import { notification } from '../entities/notification.js';
import { endpoints } from './endpoint.js';
import { page, times } from './shapes.js';
import { flag, list } from './wire.js';

const filter = {
  id: list(z.string()).optional(),
  project_uid: list(z.string()).optional(),
  job_uid: list(z.string()).optional(),
  active: flag().optional(),
  status: list(z.enum(['success', 'primary', 'warning', 'danger'])).optional(),
  ...times,
};

export const notificationEndpoints = endpoints({
  'notifications.find': { method: 'GET', query: { ...filter, ...page }, returns: z.array(notification) },
  'notifications.count': { method: 'GET', query: filter, returns: z.int() },
  'notifications.find_by_id': { method: 'GET', path: { notification_id: z.string() }, returns: notification },
  'notifications.deactivate_notification': {
    method: 'POST',
    path: { notification_id: z.string() },
    returns: notification,
  },
});
