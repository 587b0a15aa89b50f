import type { Session } from '@vitreous/schema';
import { useMemo, useState } from 'react';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import type { Marks } from '../micrograph/draw-marks.js';
import { isKept, readPicks, type FoundPick, type PickLimits } from './pick-limits.js';
import type { SeenExposure } from './seen-exposure.js';
import type { OnPress } from '../micrograph/micrograph-gestures.js';

export const pickers = ['blob', 'template', 'manual'] as const;
export type Picker = (typeof pickers)[number];

export interface Picks {
  /** Whose picks are shown. */
  readonly picker: Picker;
  readonly setPicker: (picker: Picker) => void;
  readonly isShown: boolean;
  readonly setShown: (shown: boolean) => void;
  /** Undefined before they are there. */
  readonly found: readonly FoundPick[] | undefined;
  readonly trouble: Error | null;
  /** As they are being dragged, else as the session has them. */
  readonly limits: PickLimits;
  readonly setLimits: (limits: PickLimits | null) => void;
  readonly isChanged: boolean;
  readonly marks: Marks | null;
  /** Presses add and take away picks by hand; undefined while they do not. */
  readonly onPress: OnPress | undefined;
  readonly byHand: boolean;
  readonly setByHand: (byHand: boolean) => void;
}

/** Within this part of the micrograph's side a press means the pick that is there: that of the official client. */
const nearFrac = 0.02;

/** The picks of an exposure, the limits on them, and picking by hand. What is chosen stays for the next exposure. */
export function usePicks(session: Session, { uid, attributes, more }: SeenExposure): Picks {
  const { project_uid, session_uid, params } = session;
  const inUse: Picker = params.current_picker === 'template' ? 'template' : 'blob';
  const [chosen, setPicker] = useState<Picker | null>(null);
  const [isShown, setShown] = useState(true);
  const [byHand, setByHand] = useState(false);
  const [moved, setMoved] = useState<{ limits: PickLimits; of: Session['params']; picker: Picker } | null>(null);
  const picker = byHand ? 'manual' : (chosen ?? inUse);
  const given = { project_uid, session_uid, exposure_uid: uid };
  const isPicked = picker === 'manual' ? attributes.total_manual_picks > 0 : attributes.pick_at > 0;
  const { data, error } = useCall(
    'exposures.get_individual_picks',
    { ...given, picker_type: picker },
    { enabled: isPicked && isShown },
  );
  const found = useMemo(() => (isPicked ? data && readPicks(data) : []), [isPicked, data]);
  const own = useMemo(() => limitsOf(session, picker), [session, picker]);
  // Once the session has other parameters, or another picker is looked at, they are over.
  const dragged = moved?.of === params && moved.picker === picker ? moved.limits : null;
  const limits = dragged ?? own;
  const diameterA = diameterOf(params, picker);
  const diameter = more?.pixelSizeA == null ? 40 : diameterA / more.pixelSizeA;
  const marks = useMemo((): Marks | null => {
    if (!isShown || found === undefined) return null;
    const tone = (pick: FoundPick): 'hand' | 'kept' | 'out' =>
      picker === 'manual' ? 'hand' : isKept(pick, limits) ? 'kept' : 'out';
    return { diameter, list: found.map((pick) => ({ x: pick.x, y: pick.y, tone: tone(pick) })) };
  }, [isShown, found, picker, limits, diameter]);
  const onPress: OnPress = (x_frac, y_frac, away) =>
    void act(() =>
      away
        ? callFunction('exposures.remove_manual_pick', { ...given, x_frac, y_frac, dist_frac: nearFrac })
        : callFunction('exposures.add_manual_pick', { ...given, x_frac, y_frac }),
    );
  return {
    picker,
    setPicker,
    isShown,
    setShown,
    found,
    trouble: isPicked ? error : null,
    limits,
    setLimits: (next) => setMoved(next === null ? null : { limits: next, of: params, picker }),
    isChanged: dragged !== null && JSON.stringify(dragged) !== JSON.stringify(own),
    marks,
    onPress: byHand ? onPress : undefined,
    byHand,
    setByHand,
  };
}

/** The picker in use has its limits among the parameters, the other one beside them. */
function limitsOf({ params, picking_thresholds: kept }: Session, picker: Picker): PickLimits {
  if (picker === 'manual') return { scoreMin: null, powerMin: null, powerMax: null };
  if (params.current_picker !== picker) {
    const power = kept[`${picker}_power`];
    return { scoreMin: kept[`${picker}_ncc_score`].value, powerMin: power.min_value, powerMax: power.max_value };
  }
  const { thresh_score_min, thresh_power_min, thresh_power_max } = params;
  return { scoreMin: thresh_score_min, powerMin: thresh_power_min, powerMax: thresh_power_max };
}

/** Å. */
function diameterOf(params: Session['params'], picker: Picker): number {
  const blob = (params.blob_diameter_min + params.blob_diameter_max) / 2;
  const template = params.template_diameter ?? 0;
  return (picker === 'template' && template > 0 ? template : blob) || 100;
}
