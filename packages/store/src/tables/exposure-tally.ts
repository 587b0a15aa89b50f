/** Counts and sums over the exposures of a session that are not deleted. */
export interface ExposureTally {
  readonly exposures: number;
  readonly in_progress: number;
  readonly failed: number;
  /** Neither in hand, failed, ignored nor through; what waits for manual particles only is through. */
  readonly queued: number;
  /** A stage has been done. */
  readonly seen: number;
  readonly thumbs: number;
  readonly test: number;
  /** Not failed, no test, none of an ignored group. */
  readonly ready: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly manual_rejected: number;
  readonly blob_picks: number;
  readonly template_picks: number;
  readonly manual_picks: number;
  readonly manual_picked: number;
  readonly extracted: number;
  readonly extracted_blob: number;
  readonly extracted_template: number;
  readonly extracted_manual: number;
  /** Micrographs that particles were extracted from. */
  readonly with_particles: number;
  /** Seconds since 1970; 0 without any. */
  readonly first_found_at: number;
  readonly last_found_at: number;
  readonly first_ready_at: number;
  readonly last_ready_at: number;
  /** Since the time that was asked for. */
  readonly recent_found: number;
  readonly recent_ready: number;
  readonly recent_accepted: number;
  readonly recent_extracted: number;
}

// What was compacted has been through, and so has what is restored.
const isThrough = "(stage IN ('ready', 'extract_manual', 'compacted') OR stage LIKE 'restoring%')";
const ready = `(${isThrough} AND failed = 0)`;
const good = `(${ready} AND test = 0 AND ignored = 0)`;
/** Nothing rejects it. */
export const kept = '(manual_reject = 0 AND threshold_reject = 0)';

export const tallySql = `SELECT
  count(*) AS exposures,
  total(in_progress) AS in_progress,
  total(failed) AS failed,
  total(in_progress = 0 AND failed = 0 AND ignored = 0 AND NOT ${isThrough}) AS queued,
  total(check_at > 0 OR failed = 1) AS seen,
  total(thumbs_at > 0) AS thumbs,
  total(test) AS test,
  total(${ready}) AS ready,
  total(${good} AND ${kept}) AS accepted,
  total(${good} AND NOT ${kept}) AS rejected,
  total(manual_reject) AS manual_rejected,
  total(total_blob_picks) AS blob_picks,
  total(total_template_picks) AS template_picks,
  total(total_manual_picks) AS manual_picks,
  total(total_manual_picks > 0) AS manual_picked,
  total(total_extracted_particles) AS extracted,
  total(total_extracted_particles_blob) AS extracted_blob,
  total(total_extracted_particles_template) AS extracted_template,
  total(total_extracted_particles_manual) AS extracted_manual,
  total(total_extracted_particles > 0) AS with_particles,
  coalesce(min(nullif(found_at, 0)), 0) AS first_found_at,
  coalesce(max(found_at), 0) AS last_found_at,
  coalesce(min(nullif(ready_at, 0)), 0) AS first_ready_at,
  coalesce(max(ready_at), 0) AS last_ready_at,
  total(found_at > :since) AS recent_found,
  total(ready_at > :since AND ${ready}) AS recent_ready,
  total(ready_at > :since AND ${good} AND ${kept}) AS recent_accepted,
  coalesce(sum(total_extracted_particles) FILTER (WHERE extract_at > :since), 0) AS recent_extracted
  FROM exposures WHERE project_uid = :project_uid AND session_uid = :session_uid AND deleted = 0`;
