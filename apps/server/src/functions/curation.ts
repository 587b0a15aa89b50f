import type { Exposure, Session, SessionAttribute } from '@vitreous/schema';
import { equals } from '@vitreous/store';
import type { Call, Handlers } from '../house.js';
import { changeSession, findSession } from '../live/find-session.js';
import { judgeExposures } from '../live/judge-exposures.js';
import { invalid } from '../problem.js';
import { findOpenProject } from '../projects/find-project.js';
import { changeExposure } from './exposures.js';

/** Which exposures count: by limits of what is measured, and by what people decide. Neither changes the other. */
export const curationFunctions: Handlers = {
  'sessions.update_attribute_threshold': (call, { project_uid, session_uid, attribute, min_val, max_val }) => {
    const [min, max] = [min_val ?? null, max_val ?? null];
    if (min !== null && max !== null && min > max) {
      throw invalid('query', 'min_val', 'Expected no more than max_val.', min);
    }
    return changeThresholds(call, project_uid, session_uid, (session) => {
      Object.assign(attributeNamed(session, attribute), { min, max });
    });
  },

  'sessions.reset_attribute_threshold': (call, { project_uid, session_uid, attribute }) =>
    changeThresholds(call, project_uid, session_uid, (session) => {
      Object.assign(attributeNamed(session, attribute), noLimits);
    }),

  'sessions.reset_all_attribute_thresholds': (call, { project_uid, session_uid }) =>
    changeThresholds(call, project_uid, session_uid, (session) => {
      for (const one of session.attributes) Object.assign(one, noLimits);
    }),

  'exposures.manual_reject_exposure': (call, input) => reject(call, input, () => true),

  'exposures.manual_unreject_exposure': (call, input) => reject(call, input, () => false),

  'exposures.toggle_manual_reject_exposure': (call, input) => reject(call, input, (before) => !before),

  'exposures.reset_manual_reject_exposures': (call, { project_uid, session_uid }) => {
    const changed = call.store.transact(() => {
      findOpenProject(call, project_uid);
      const session = findSession(call, project_uid, session_uid);
      const rejected = call.store.exposures.find([
        ...equals('project_uid', project_uid),
        ...equals('session_uid', session_uid),
        ...equals('manual_reject', true),
        ...equals('deleted', false),
      ]);
      const at = call.now().toISOString();
      call.store.exposures.changeMany(session, equals('manual_reject', true), { manual_reject: false }, at);
      return rejected.map((one): Exposure => ({ ...one, manual_reject: false, updated_at: at }));
    });
    call.wakeMirror();
    return changed;
  },
};

const noLimits = { min: null, max: null };

/** @throws Problem 422 for a name that is no attribute. */
function attributeNamed({ attributes }: Session, name: string): SessionAttribute {
  const found = attributes.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = attributes.map((one) => one.name).join(', ');
  throw invalid('path', 'attribute', `Expected one of ${names}.`, name.slice(0, 100));
}

function changeThresholds(
  call: Call,
  projectUid: string,
  sessionUid: string,
  change: (session: Session) => void,
): Session {
  return changeSession(call, projectUid, sessionUid, (session) => {
    change(session);
    judgeExposures(call, session);
  });
}

function reject(
  call: Call,
  { project_uid, session_uid, exposure_uid }: { project_uid: string; session_uid: string; exposure_uid: number },
  decide: (before: boolean) => boolean,
): Exposure {
  return changeExposure(call, project_uid, session_uid, exposure_uid, (exposure) => {
    exposure.manual_reject = decide(exposure.manual_reject);
  });
}
