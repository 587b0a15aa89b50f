import {
  exposureGroup as groupModel,
  livePreprocessingModel,
  type Session,
  type SessionConfigProfile,
  type SessionConfigProfileBody,
} from '@vitreous/schema';
import { createId } from '@vitreous/store';
import { callerOf, isAdmin, type Call, type Handlers } from '../house.js';
import { changeSession, findSession, requireStatus } from '../live/find-session.js';
import { giveParams } from '../live/give-params.js';
import { conflict, forbidden, notFound } from '../problem.js';
import { checkUpdate } from './session-groups.js';
import { nextGroupId } from './sessions.js';
import { checkTitle } from './projects.js';

/** Named configurations of the instance, which sessions are set up with. */
export const sessionProfileFunctions: Handlers = {
  'sessions.get_configuration_profiles': (call) => call.store.sessionProfiles.find([]),

  'sessions.create_configuration_profile': (call, { body }) => {
    const now = call.now();
    const time = now.toISOString();
    const profile: SessionConfigProfile = {
      _id: createId(now.getTime()),
      created_at: time,
      updated_at: time,
      ...readBody(body),
      created_by_user_id: callerOf(call)._id,
      last_applied_at: null,
    };
    call.store.transact(() => {
      call.store.sessionProfiles.insert(profile);
    });
    return profile;
  },

  'sessions.update_configuration_profile': (call, { configuration_id, body }) =>
    call.store.transact(() => {
      const profile = findOwnProfile(call, configuration_id);
      Object.assign(profile, readBody(body), { updated_at: call.now().toISOString() });
      call.store.sessionProfiles.save(profile);
      return profile;
    }),

  'sessions.delete_configuration_profile': (call, { configuration_id }) => {
    call.store.transact(() => {
      call.store.sessionProfiles.remove(findOwnProfile(call, configuration_id)._id);
    });
    return null;
  },

  'sessions.apply_configuration_profile': async (call, { project_uid, session_uid, configuration_id }) => {
    const profile = findProfile(call, configuration_id);
    requireStatus(findSession(call, project_uid, session_uid), ['paused'], 'set it up anew');
    // A profile is somebody else's word: what it names must be open to whoever applies it.
    for (const group of profile.exp_groups) await checkUpdate(call, groupModel.parse({ ...group, ...nowhere }), group);
    return changeSession(call, project_uid, session_uid, (session) => {
      requireStatus(session, ['paused'], 'set it up anew');
      applyProfile(call, session, profile);
      call.store.sessionProfiles.save({ ...profile, last_applied_at: call.now().toISOString() });
    });
  },
};

/** A group that names nothing yet, to compare with. */
const nowhere = { file_engine_watch_path_abs: '/', gainref_path: null, defect_path: null };

function readBody(
  body: SessionConfigProfileBody,
): Pick<SessionConfigProfile, 'title' | 'compute_resources' | 'exp_groups' | 'session_params' | 'run_configuration'> {
  const { title, compute_resources, exp_groups, session_params, run_configuration } = body;
  return {
    title: checkTitle(title),
    compute_resources,
    exp_groups,
    session_params: session_params ?? {},
    run_configuration,
  };
}

/** Parts that the profile does not have stay as they are. */
function applyProfile(call: Call, session: Session, profile: SessionConfigProfile): void {
  const { compute_resources: compute, exp_groups: groups, session_params: params, run_configuration: run } = profile;
  if (compute !== null) session.compute_resources = compute;
  if (run !== null) Object.assign(session, run);
  if (Object.keys(params).length > 0) giveParams(call, session, livePreprocessingModel.parse(params), null);
  if (groups.length === 0) return;
  const found = session.exposure_groups.reduce((sum, group) => sum + group.num_exposures_found, 0);
  if (found > 0) {
    throw conflict(`${session.session_uid} has found exposures already: clear it before its groups are set anew.`);
  }
  session.exposure_groups = groups.map((group, index) => ({
    ...group,
    exp_group_id: nextGroupId(call, session.project_uid),
    display_num: index + 1,
    num_exposures_found: 0,
    final: false,
    is_any_eer: false,
  }));
}

function findProfile(call: Call, id: string): SessionConfigProfile {
  const profile = call.store.sessionProfiles.get(id);
  if (profile === null) throw notFound(`Profile ${id.slice(0, 40)}`);
  return profile;
}

function findOwnProfile(call: Call, id: string): SessionConfigProfile {
  const profile = findProfile(call, id);
  const caller = callerOf(call);
  if (profile.created_by_user_id === caller._id || isAdmin(caller)) return profile;
  throw forbidden('Only who made a profile and administrators may change it.');
}
