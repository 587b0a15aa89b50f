import { z } from 'zod';
import { notification } from '../entities/notification.js';
import { endpoints } from './endpoint.js';
import { direction, flag, integer, list, timeRange } from './wire.js';

export const notificationEndpoints = endpoints({
  'notifications.find': {
    method: 'GET',
    query: {
      id: list(z.string()).optional(),
      project_uid: list(z.string()).optional(),
      job_uid: list(z.string()).optional(),
      active: flag().optional(),
      status: list(z.enum(['success', 'primary', 'warning', 'danger'])).optional(),
      created_at: timeRange().optional(),
      updated_at: timeRange().optional(),
      order: direction().default(1),
      after: z.string().optional(),
      limit: integer().default(100),
    },
    returns: z.array(notification),
  },
  'notifications.count': {
    method: 'GET',
    query: {
      id: list(z.string()).optional(),
      project_uid: list(z.string()).optional(),
      job_uid: list(z.string()).optional(),
      active: flag().optional(),
      status: list(z.enum(['success', 'primary', 'warning', 'danger'])).optional(),
      created_at: timeRange().optional(),
      updated_at: timeRange().optional(),
    },
    returns: z.int(),
  },
  'notifications.find_by_id': { method: 'GET', path: { notification_id: z.string() }, returns: notification },
  'notifications.deactivate_notification': {
    method: 'POST',
    path: { notification_id: z.string() },
    returns: notification,
  },
});
