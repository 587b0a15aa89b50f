import type { Exposure } from '@vitreous/schema';

/** What is kept in the browser of each exposure; tens of thousands fit. */
export interface SeenExposure {
  readonly uid: number;
  readonly name: string;
  readonly updatedAt: string;
  /** Seconds since 1970. */
  readonly foundAt: number;
  readonly stage: Exposure['stage'];
  readonly verdict: 'accepted' | 'rejected' | 'failed' | 'waiting';
  readonly failReason: string;
  /** Ids of the small and the large preview; null before there are any. */
  readonly small: string | null;
  readonly large: string | null;
  readonly attributes: Exposure['attributes'];
}

export function readExposure(exposure: Exposure): SeenExposure {
  const { uid, abs_file_path, updated_at, stage, failed, manual_reject, threshold_reject, attributes } = exposure;
  const rejected = manual_reject || threshold_reject;
  return {
    uid,
    name: abs_file_path.split('/').at(-1) ?? abs_file_path,
    updatedAt: updated_at,
    foundAt: Date.parse(exposure.discovered_at) / 1000,
    stage,
    verdict: failed ? 'failed' : rejected ? 'rejected' : stage === 'ready' ? 'accepted' : 'waiting',
    failReason: exposure.fail_reason,
    small: exposure.preview_img_1x[0] ?? null,
    large: exposure.preview_img_2x[0] ?? null,
    attributes,
  };
}

/** The known ones with those that changed in their places, in the order of their numbers; the same list if none did. */
export function mergeExposures(
  known: readonly SeenExposure[],
  changed: readonly SeenExposure[],
): readonly SeenExposure[] {
  if (changed.length === 0) return known;
  const byUid = new Map(known.map((one) => [one.uid, one]));
  for (const one of changed) byUid.set(one.uid, one);
  return [...byUid.values()].sort((a, b) => a.uid - b.uid);
}
