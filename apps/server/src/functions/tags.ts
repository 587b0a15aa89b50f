import { tag as tagModel, type Session, type Tag, type Workspace } from '@vitreous/schema';
import { among, createId, equals, holds, type Condition } from '@vitreous/store';
import { callerOf, isAdmin, type Call, type Handlers } from '../house.js';
import { forbidden, invalid, notFound } from '../problem.js';
import { changeProject, changeWorkspace, toggle } from '../projects/change.js';
import { checkLimit, checkTitle } from './projects.js';

/** Kinds of things that carry tags. */
const kinds = ['general', 'project', 'workspace', 'session', 'job'] as const;

export const tagFunctions: Handlers = {
  'tags.find': (call, { order, after, limit, id, created_by_user_id, type, uid }) => {
    const conditions = [
      ...among('id', id),
      ...equals('created_by_user_id', created_by_user_id),
      ...among('type', type),
      ...equals('uid', uid),
    ];
    return call.store.tags
      .find(conditions, { order, after, limit: checkLimit(limit) })
      .map((tag) => withCounts(call, tag));
  },

  'tags.create': (call, { type, colour, description, created_by_workflow, title }) => {
    const now = call.now();
    return call.store.transact(() => {
      const number = call.store.counters.next('tag');
      const created = tagModel.parse({
        _id: createId(now.getTime()),
        created_at: now.toISOString(),
        updated_at: now.toISOString(),
        uid: `T${number}`,
        uid_num: number,
        title: checkTitle(title ?? ''),
        type,
        created_by_user_id: callerOf(call)._id,
        colour: colour ?? 'gray',
        description: description ?? null,
        created_by_workflow: created_by_workflow ?? null,
      });
      call.store.tags.insert(created);
      return created;
    });
  },

  'tags.update': (call, { tag_uid, colour, description, title }) =>
    call.store.transact(() => {
      const tag = findOwnTag(call, tag_uid);
      if (colour !== undefined) tag.colour = colour;
      if (description !== undefined) tag.description = description;
      if (title !== undefined) tag.title = checkTitle(title);
      tag.updated_at = call.now().toISOString();
      call.store.tags.save(tag);
      return withCounts(call, tag);
    }),

  'tags.delete': (call, { tag_uid }) => {
    call.store.transact(() => {
      const tag = findOwnTag(call, tag_uid);
      for (const table of [call.store.projects, call.store.workspaces, call.store.jobs]) {
        for (const record of table.find(holds('tags', [tag_uid]))) {
          record.tags = toggle(record.tags, tag_uid, false);
          record.autodump = true;
          table.save(record as never);
        }
      }
      call.store.tags.remove(tag._id);
    });
    call.wakeMirror();
    return null;
  },

  'tags.get_tags_by_type': (call) =>
    Object.fromEntries(
      kinds.map((kind) => [kind, call.store.tags.find(equals('type', kind)).map((tag) => withCounts(call, tag))]),
    ),

  'tags.get_tag_count_by_type': (call) =>
    Object.fromEntries(kinds.map((kind) => [kind, call.store.tags.count(equals('type', kind))])),

  'projects.add_tag': (call, { project_uid, tag_uid }) =>
    changeProject(call, project_uid, (project) => {
      requireTag(call, tag_uid, ['project']);
      project.tags = toggle(project.tags, tag_uid, true);
    }),

  'projects.remove_tag': (call, { project_uid, tag_uid }) =>
    changeProject(call, project_uid, (project) => {
      project.tags = toggle(project.tags, tag_uid, false);
    }),

  'workspaces.add_tag': (call, { project_uid, workspace_uid, tag_uid }) =>
    changeWorkspace(call, project_uid, workspace_uid, (workspace) => {
      requireTag(call, tag_uid, [workspace.workspace_type === 'live' ? 'session' : 'workspace']);
      workspace.tags = toggle(workspace.tags, tag_uid, true);
    }),

  'workspaces.remove_tag': (call, { project_uid, workspace_uid, tag_uid }) =>
    changeWorkspace(call, project_uid, workspace_uid, (workspace) => {
      workspace.tags = toggle(workspace.tags, tag_uid, false);
    }),
};

/** @throws Problem unless there is such a tag, and it is general or of one of these kinds. */
export function requireTag(call: Call, uid: string, allowed: readonly Tag['type'][]): void {
  const tag = call.store.tags.first(equals('uid', uid));
  if (tag === null) throw notFound(`Tag ${uid.slice(0, 40)}`);
  if (tag.type === 'general' || allowed.includes(tag.type)) return;
  throw invalid('path', 'tag_uid', `${tag.title} is a tag for a ${tag.type}, not for a ${allowed.join(' or ')}.`, uid);
}

function findOwnTag(call: Call, uid: string): Tag {
  const tag = call.store.tags.first(equals('uid', uid));
  if (tag === null) throw notFound(`Tag ${uid.slice(0, 40)}`);
  const caller = callerOf(call);
  if (tag.created_by_user_id !== caller._id && !isAdmin(caller)) {
    throw forbidden('Only who made a tag and administrators may change it.');
  }
  return tag;
}

function withCounts(call: Call, tag: Tag): Tag {
  const marked: Condition[] = [...equals('deleted', false), ...holds('tags', [tag.uid])];
  const kind = (type: (Workspace | Session)['workspace_type']): Condition[] => equals('workspace_type', type);
  const project = call.store.projects.count(marked);
  const workspace = call.store.workspaces.count([...marked, ...kind('base')]);
  const session = call.store.workspaces.count([...marked, ...kind('live')]);
  const job = call.store.jobs.count(marked);
  return { ...tag, counts: { total: project + workspace + session + job, project, workspace, session, job } };
}
