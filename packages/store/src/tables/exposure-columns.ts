import type { Exposure, LiveExposureAttributes } from '@vitreous/schema';

/** What is measured of an exposure, each a column. */
export const exposureAttributes = [
  'total_motion_dist',
  'average_defocus',
  'defocus_range',
  'astigmatism',
  'phase_shift',
  'ctf_fit_to_A',
  'ice_thickness_rel',
  'df_tilt_angle',
  'astigmatism_angle',
  'max_intra_frame_motion',
  'total_manual_picks',
  'total_blob_picks',
  'blob_pick_score_median',
  'total_template_picks',
  'template_pick_score_median',
  'total_extracted_particles',
  'total_extracted_particles_manual',
  'total_extracted_particles_blob',
  'total_extracted_particles_template',
  'found_at',
  'check_at',
  'motion_at',
  'thumbs_at',
  'ctf_at',
  'pick_at',
  'extract_at',
  'manual_extract_at',
  'ready_at',
] as const satisfies readonly (keyof LiveExposureAttributes)[];

type Own = Pick<
  Exposure,
  | 'project_uid'
  | 'session_uid'
  | 'uid'
  | 'created_at'
  | 'updated_at'
  | 'exp_group_id'
  | 'stage'
  | 'parameter_version'
  | 'priority'
  | 'in_progress'
  | 'worker_juid'
  | 'fail_count'
  | 'failed'
  | 'manual_reject'
  | 'threshold_reject'
  | 'test'
  | 'deleted'
>;

/** Columns that say how an exposure stands, besides what is measured of it. */
export interface ExposureColumns extends Own {
  readonly path: string;
  readonly ignored: boolean;
  readonly autodump: boolean;
  /** ISO 8601: whoever has it in hand must be heard of before. */
  readonly lease_until?: string | null;
  /** ISO 8601: not tried again before. */
  readonly not_before?: string | null;
  /** Workers that died over it. */
  readonly deaths?: number;
}

export const stateColumns = [
  'project_uid',
  'session_uid',
  'uid',
  'created_at',
  'updated_at',
  'exp_group_id',
  'stage',
  'parameter_version',
  'priority',
  'in_progress',
  'worker_juid',
  'fail_count',
  'failed',
  'manual_reject',
  'threshold_reject',
  'test',
  'deleted',
  'path',
  'ignored',
  'autodump',
] as const satisfies readonly (keyof ExposureColumns)[];

const flags: ReadonlySet<string> = new Set([
  'in_progress',
  'failed',
  'manual_reject',
  'threshold_reject',
  'test',
  'deleted',
]);

export function isFlag(name: string): boolean {
  return flags.has(name);
}
