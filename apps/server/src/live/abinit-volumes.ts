import type { Job, LiveVolumeInfo } from '@vitreous/schema';
import { equals } from '@vitreous/store';
import type { House } from '../house.js';
import { saveSession } from './find-session.js';

/** The volumes that a job gives, the one called `selected` chosen, or else the first. */
export function volumesOf({ spec }: Job, selected: string | null = null): LiveVolumeInfo[] {
  const names = Object.entries(spec.outputs).filter(([, { type }]) => type === 'volume');
  const chosen = names.some(([name]) => name === selected) ? selected : names[0]?.[0];
  return names.map(([vol_gname, { image, latest_summary_stats: stats }]) => ({
    vol_gname,
    fileid: image,
    selected: vol_gname === chosen,
    num_particles: typeof stats['num_particles'] === 'number' ? stats['num_particles'] : null,
  }));
}

/** A job has ended well: sessions that take their volumes from it know what it gave. Inside a transaction. */
export function noteVolumes(house: House, job: Job): void {
  if (volumesOf(job).length === 0) return;
  for (const session of house.store.workspaces.find(equals('project_uid', job.project_uid))) {
    if (session.workspace_type !== 'live' || session.phase2_abinit_job !== job.uid || session.deleted) continue;
    const selected = session.phase2_abinit_info.find((one) => one.selected)?.vol_gname ?? null;
    session.phase2_abinit_info = volumesOf(job, selected);
    session.phase2_abinit_ready = true;
    saveSession(house, session);
  }
}
