import { z } from 'zod';
import { model, time } from './model.js';

const tagCountsModel = model('TagCounts', {
  total: z.int().default(0),
  project: z.int().default(0),
  workspace: z.int().default(0),
  session: z.int().default(0),
  job: z.int().default(0),
});
export interface TagCounts extends z.output<typeof tagCountsModel> {}
export const tagCounts: z.ZodType<TagCounts> = tagCountsModel;

const tagModel = model('Tag', {
  _id: z.string().default('000000000000000000000000'),
  updated_at: time().default('1970-01-01T00:00:00Z'),
  created_at: time().default('1970-01-01T00:00:00Z'),
  uid: z.string(),
  title: z.string(),
  type: z.enum(['general', 'project', 'workspace', 'session', 'job']),
  created_by_user_id: z.string(),
  colour: z
    .enum([
      'black',
      'gray',
      'red',
      'orange',
      'yellow',
      'green',
      'teal',
      'cyan',
      'sky',
      'blue',
      'indigo',
      'purple',
      'pink',
    ])
    .nullable()
    .default('gray'),
  description: z.string().nullable().default(null),
  created_by_workflow: z.string().nullable().default(null),
  counts: tagCounts.prefault({}),
  uid_num: z.int(),
});
export interface Tag extends z.output<typeof tagModel> {}
export const tag: z.ZodType<Tag> = tagModel;
