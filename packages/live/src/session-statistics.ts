import type { SessionStats } from '@vitreous/schema';
import type { ExposureTally } from '@vitreous/store';

/** Rates are those of the last hour. */
export const rateSpanS = 3600;
/** A session that began just now is no younger than this for them: two movies in a second make no rate of 7200. */
const leastSpanS = 60;

/**
 * What a session's record says of its exposures. The tally's recent counts are those since `rateSpanS` before `nowS`.
 *
 * @param shape frames, height and width of the latest movie.
 */
export function computeSessionStats(
  tally: ExposureTally,
  nowS: number,
  shape: readonly [number, number, number],
  gsfsc: SessionStats['gsfsc'],
): SessionStats {
  const spanS = Math.min(rateSpanS, Math.max(leastSpanS, nowS - tally.first_found_at));
  const perHour = (count: number): number => Math.round((count * 3600) / spanS);
  const mean = (sum: number, count: number): number => (count === 0 ? 0 : Math.round(sum / count));
  const [frames, ny, nx] = shape;
  return {
    total_exposures: tally.exposures,
    total_queued: tally.queued,
    total_seen: tally.seen,
    total_in_progress: tally.in_progress,
    total_thumbs: tally.thumbs,
    total_test: tally.test,
    total_accepted: tally.accepted,
    total_rejected: tally.rejected,
    manual_rejected: tally.manual_rejected,
    total_failed: tally.failed,
    total_ready: tally.ready,
    total_blob_picks: tally.blob_picks,
    total_template_picks: tally.template_picks,
    total_deep_picks: 0,
    total_manual_picks: tally.manual_picks,
    total_manual_picked_exposures: tally.manual_picked,
    average_manual_picks: mean(tally.manual_picks, tally.manual_picked),
    total_extracted_particles: tally.extracted,
    total_extracted_particles_blob: tally.extracted_blob,
    total_extracted_particles_template: tally.extracted_template,
    total_extracted_particles_manual: tally.extracted_manual,
    total_extracted_particles_deep: 0,
    avg_particles_extracted_per_mic: mean(tally.extracted, tally.with_particles),
    avg_movies_found_per_hour: perHour(tally.recent_found),
    avg_movies_ready_per_hour: perHour(tally.recent_ready),
    avg_movies_accepted_per_hour: perHour(tally.recent_accepted),
    avg_particles_extracted_per_hour: perHour(tally.recent_extracted),
    gsfsc,
    frames,
    nx,
    ny,
  };
}
