import { z } from 'zod';
import { jobStatus } from './enumerations.js';
import { model, time } from './model.js';

const notificationModel = model('Notification', {
  _id: z.string().default('000000000000000000000000'),
  updated_at: time().default('1970-01-01T00:00:00Z'),
  created_at: time().default('1970-01-01T00:00:00Z'),
  project_uid: z.string().nullable().default(null),
  job_uid: z.string().nullable().default(null),
  message: z.string(),
  progress_pct: z.number().nullable().default(null),
  active: z.boolean().default(true),
  status: z.enum(['success', 'primary', 'warning', 'danger']).nullable().default('success'),
  icon: z.string().default('flag'),
  hide: z.boolean().default(false),
  job_status: jobStatus.nullable().default(null),
  ttl_seconds: z.int().nullable().default(7),
});
export interface Notification extends z.output<typeof notificationModel> {}
export const notification: z.ZodType<Notification> = notificationModel;
