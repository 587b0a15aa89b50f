import type { Exposure } from '@vitreous/schema';
import { attributes, type AttributeName } from './attributes.js';

/** What is kept in the browser of each exposure; tens of thousands fit. */
export interface SeenExposure {
  readonly uid: number;
  readonly failed: boolean;
  readonly manualReject: boolean;
  readonly thresholdReject: boolean;
  /** Parameters are tried on it. */
  readonly test: boolean;
  readonly groupId: number;
  readonly verdict: Verdict;
  readonly attributes: Readonly<Record<AttributeName, number>>;
  /** Null where only its numbers are known so far. */
  readonly more: MoreOfExposure | null;
}

/** What is asked for only of exposures in sight, and told of those that change. */
export interface MoreOfExposure {
  readonly updatedAt: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly stage: Exposure['stage'];
  readonly busy: boolean;
  readonly failReason: string;
  readonly failCount: number;
  readonly worker: string | null;
  readonly parameterVersion: number | null;
  readonly testParameters: Exposure['test_parameters'];
  readonly pickerType: Exposure['picker_type'];
  /** Ids of the small and the large preview; null before there are any. */
  readonly small: string | null;
  readonly large: string | null;
  /** Rows and columns of the corrected micrograph; null before it is there. */
  readonly shape: readonly [number, number] | null;
  readonly pixelSizeA: number | null;
  /** In the project: the spectrum beside its fit, and the numbers of its curves. */
  readonly spectrumPath: string | null;
  readonly ctfPath: string | null;
}

export const verdicts = ['accepted', 'rejected', 'failed', 'waiting'] as const;
export type Verdict = (typeof verdicts)[number];

export function readExposure(exposure: Exposure): SeenExposure {
  const { uid, failed, manual_reject: manualReject, threshold_reject: thresholdReject, test, exp_group_id } = exposure;
  const { stage, micrograph_shape: shape } = exposure;
  const stats = exposure.groups.exposure.ctf_stats;
  const flags = { failed, manualReject, thresholdReject, test };
  return {
    uid,
    ...flags,
    groupId: exp_group_id,
    verdict: judge(flags, stage === 'ready'),
    attributes: exposure.attributes,
    more: {
      updatedAt: exposure.updated_at,
      path: exposure.abs_file_path,
      sizeBytes: exposure.size,
      stage,
      busy: exposure.in_progress,
      failReason: exposure.fail_reason,
      failCount: exposure.fail_count,
      worker: exposure.worker_juid,
      parameterVersion: exposure.parameter_version,
      testParameters: exposure.test_parameters,
      pickerType: exposure.picker_type,
      small: exposure.preview_img_1x[0] ?? null,
      large: exposure.preview_img_2x[0] ?? null,
      shape: shape.length === 2 ? [shape[0] ?? 1, shape[1] ?? 1] : null,
      pixelSizeA: exposure.micrograph_psize,
      spectrumPath: stats?.diag_image_path ?? null,
      ctfPath: stats?.fit_data_path ?? null,
    },
  };
}

type Flags = Pick<SeenExposure, 'failed' | 'manualReject' | 'thresholdReject' | 'test'>;

/** Failure before rejection, rejection before readiness; a trial counts for nothing until it is taken over. */
function judge({ failed, manualReject, thresholdReject }: Flags, ready: boolean): Verdict {
  if (failed) return 'failed';
  if (manualReject || thresholdReject) return 'rejected';
  return ready ? 'accepted' : 'waiting';
}

/** The columns of `/api/live/series` that an exposure is read from. */
export const seriesNames: readonly string[] = [
  ...attributes.map(({ name }) => name),
  'failed',
  'manual_reject',
  'threshold_reject',
  'test',
  'exp_group_id',
];

export type Series = Readonly<Record<string, readonly (number | null)[]>>;

export function readSeries(series: Series): SeenExposure[] {
  const column = (name: string): readonly (number | null)[] => series[name] ?? [];
  const named = attributes.map(({ name }) => [name, column(name)] as const);
  const [failed, manual, threshold, test, group] = seriesNames.slice(-5).map(column);
  return column('uid').map((uid, row) => {
    const values = Object.fromEntries(named.map(([name, values]) => [name, values[row] ?? 0]));
    const flags = {
      failed: failed?.[row] === 1,
      manualReject: manual?.[row] === 1,
      thresholdReject: threshold?.[row] === 1,
      test: test?.[row] === 1,
    };
    return {
      uid: uid ?? 0,
      ...flags,
      groupId: group?.[row] ?? 0,
      verdict: judge(flags, (values['ready_at'] ?? 0) > 0),
      attributes: values as SeenExposure['attributes'],
      more: null,
    };
  });
}

/** The known ones with those that changed in their places, in the order of their numbers; the same list if none did. */
export function mergeExposures(
  known: readonly SeenExposure[],
  changed: readonly SeenExposure[],
): readonly SeenExposure[] {
  if (changed.length === 0) return known;
  const byUid = new Map(known.map((one) => [one.uid, one]));
  let grown = false;
  for (const one of changed) {
    grown ||= !byUid.has(one.uid);
    byUid.set(one.uid, one);
  }
  const merged = [...byUid.values()];
  return grown ? merged.sort((a, b) => a.uid - b.uid) : merged;
}

/** What becomes of an exposure, in words: the stage that it waits for, or how it came out. */
export function stateOf({ test, verdict, more }: Pick<SeenExposure, 'test' | 'verdict' | 'more'>): string {
  if (test) return 'trial';
  if (verdict !== 'waiting') return verdict;
  const stage = more?.stage ?? 'found';
  return stage === 'ctf' ? 'CTF' : stage.replaceAll('_', ' ');
}

/** The file's own name. */
export function nameOfFile({ path }: MoreOfExposure): string {
  return path.split('/').at(-1) ?? path;
}
