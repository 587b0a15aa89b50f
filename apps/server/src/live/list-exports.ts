import type { ExportedExposure } from '@vitreous/job-kit';
import type { Job } from '@vitreous/schema';
import { equals, keptSql, type Condition, type SessionKey } from '@vitreous/store';
import type { House } from '../house.js';

/** Which exposures of a session are exported. */
export interface ExportWish extends SessionKey {
  /** Those that count, or those that are rejected. */
  readonly accepted: boolean;
  /** Those of ignored groups too. */
  readonly ignored: boolean;
  /** Only those on which parameters are tried. */
  readonly test: boolean;
  readonly uidLte: number | null;
}

/** Exposures that are held in memory at a time. */
const pageSize = 200;

/** The next exposures after a number, in order; none when there are no more. */
export function listExports({ store }: House, wish: ExportWish, after: number): ExportedExposure[] {
  const conditions: Condition[] = [
    ...equals('project_uid', wish.project_uid),
    ...equals('session_uid', wish.session_uid),
    ...equals('deleted', false),
    ...equals('test', wish.test),
    ...equals('ignored', wish.ignored ? undefined : false),
    // What is compacted has no files to export.
    { sql: `stage IN ('ready', 'extract_manual') AND failed = 0`, values: [] },
    { sql: wish.accepted ? keptSql : `NOT ${keptSql}`, values: [] },
    { sql: 'uid > ?', values: [after] },
    ...(wish.uidLte === null ? [] : [{ sql: 'uid <= ?', values: [wish.uidLte] }]),
  ];
  return store.exposures
    .find(conditions, { limit: pageSize })
    .map((exposure) => ({ exposure, beam_shift: beamShiftOf(store.exposures.records(exposure._id)) }));
}

/** What the parameters of an export's job ask for. */
export function wishOfJob({ project_uid, spec: { params } }: Job): Omit<ExportWish, 'accepted'> {
  const { session_uid, export_ignored, test_only, uid_lte } = params;
  return {
    project_uid,
    session_uid: String(session_uid),
    ignored: export_ignored === true,
    test: test_only === true,
    uidLte: typeof uid_lte === 'number' ? uid_lte : null,
  };
}

/** The check has the full numbers; the record of the interface has whole ones. */
function beamShiftOf(records: string): [number, number] | null {
  const { check } = JSON.parse(records) as { check?: { result: { sidecar?: { beam_shift?: unknown } | null } } };
  const shift = check?.result.sidecar?.beam_shift;
  return Array.isArray(shift) && shift.length === 2 ? [Number(shift[0]), Number(shift[1])] : null;
}
