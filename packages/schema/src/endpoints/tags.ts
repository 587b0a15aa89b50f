import { z } from 'zod';
import { tag } from '../entities/tag.js';
import { endpoints } from './endpoint.js';
import { direction, integer, list } from './wire.js';

export const tagEndpoints = endpoints({
  'tags.find': {
    method: 'GET',
    query: {
      id: list(z.string()).optional(),
      order: direction().default(1),
      after: z.string().optional(),
      limit: integer().optional(),
      created_by_user_id: z.string().optional(),
      type: list(z.enum(['general', 'project', 'workspace', 'session', 'job'])).optional(),
      uid: z.string().optional(),
    },
    returns: z.array(tag),
  },
  'tags.create': {
    method: 'POST',
    query: {
      type: z.enum(['general', 'project', 'workspace', 'session', 'job']),
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
        .optional(),
      description: z.string().optional(),
      created_by_workflow: z.string().optional(),
      title: z.string().optional(),
    },
    returns: tag,
  },
  'tags.update': {
    method: 'POST',
    path: { tag_uid: z.string() },
    query: {
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
        .optional(),
      description: z.string().optional(),
      title: z.string().optional(),
    },
    returns: tag,
  },
  'tags.delete': { method: 'POST', path: { tag_uid: z.string() }, returns: z.null() },
  'tags.get_tags_by_type': { method: 'GET', returns: z.record(z.string(), z.array(tag)) },
  'tags.get_tag_count_by_type': { method: 'GET', returns: z.record(z.string(), z.int()) },
});
