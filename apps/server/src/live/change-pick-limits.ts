import type { Session } from '@vitreous/schema';
import type { Call } from '../house.js';
import { changeSession, requireStatus } from './find-session.js';
import { giveParams } from './give-params.js';
import { setLimitsOfPicker } from './picker-limits.js';

/** With which exposures are done again whose limits have changed. */
const ordinaryPriority = 1;

interface Wanted {
  readonly project_uid: string;
  readonly session_uid: string;
  readonly picker: 'blob' | 'template';
  readonly score_min: number;
  /** Null for an open side. */
  readonly power_min: number | null;
  readonly power_max: number | null;
}

/** Changes the limits of a picker's picks: those of the one in use extract all exposures anew, the other's wait. */
export function changePickLimits(call: Call, wanted: Wanted): Session {
  return changeSession(call, wanted.project_uid, wanted.session_uid, (session) => {
    requireStatus(session, ['paused', 'running', 'completed'], 'change its limits of picks');
    const limits = {
      thresh_score_min: wanted.score_min,
      thresh_power_min: wanted.power_min,
      thresh_power_max: wanted.power_max,
    };
    setLimitsOfPicker(session.picking_thresholds, wanted.picker, limits);
    if (session.params.current_picker === wanted.picker) {
      giveParams(call, session, { ...session.params, ...limits }, ordinaryPriority);
    }
  });
}
