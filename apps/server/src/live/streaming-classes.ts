import type { LiveClasses, LiveParticlesOf } from '@vitreous/job-kit';
import { extractedOf, type ParticlesOf } from '@vitreous/jobs';
import type { Exposure, Job, Project, Session, TemplateClassInfo } from '@vitreous/schema';
import { equals } from '@vitreous/store';
import { notePicture } from '../assets/note-asset.js';
import type { House } from '../house.js';
import { Problem } from '../problem.js';
import { readFacts } from './engine-facts.js';
import { saveSession } from './find-session.js';
import { sessionOfWorker } from './hand-out.js';

/** A 2D job of a session, and what it is to the session. */
export interface ClassJob {
  readonly house: House;
  readonly session: Session;
  readonly project: Project;
  readonly job: Job;
  readonly role: 'streaming' | 'templates';
}

/** @throws Problem 410 when the session no longer knows the job. */
export function findClassJob(house: House, { project, job }: { project: Project; job: Job }): ClassJob {
  const session = sessionOfWorker(house, job);
  const role =
    session?.phase2_class2D_job === job.uid
      ? 'streaming'
      : session?.template_creation_job === job.uid
        ? 'templates'
        : null;
  if (session === null || role === null) throw new Problem(410, 'The session no longer wants this job.');
  return { house, session, project, job, role };
}

/** The job has started, inside a transaction: whether it is to begin anew. */
export function startClasses({ house, session, role }: ClassJob): { fresh: boolean; once: boolean } {
  if (role === 'templates') return { fresh: true, once: true };
  const fresh = session.phase2_class2D_restart || session.phase2_class2D_params_spec_used === null;
  session.phase2_class2D_restart = false;
  session.phase2_class2D_params_spec_used = session.phase2_class2D_params_spec;
  saveSession(house, session);
  return { fresh, once: false };
}

/** The exposures that have changed since, with their particles as far as these count; inside a transaction. */
export function listParticles(
  { house, session, role }: ClassJob,
  since: string | null,
): { exposures: LiveParticlesOf[]; until: string | null; selected: number[] } {
  const changed = house.store.exposures.find([
    ...equals('project_uid', session.project_uid),
    ...equals('session_uid', session.session_uid),
    ...(since === null ? [] : [{ sql: 'updated_at >= ?', values: [since] }]),
  ]);
  const { template_exposures, template_picker } = readFacts(house, session);
  const wanted = role === 'templates' ? template_exposures : null;
  const picker = role === 'templates' ? template_picker : 'current';
  const own = wanted === null ? changed : changed.filter(({ uid }) => wanted.includes(uid));
  const exposures = own.map((exposure): LiveParticlesOf => ({
    exposure_uid: exposure.uid,
    path: pathOf(exposure, picker),
    key: `${picker === 'manual' ? exposure.attributes.manual_extract_at : exposure.attributes.extract_at}`,
  }));
  const until = changed.reduce<string | null>(
    (last, one) => (last === null || one.updated_at > last ? one.updated_at : last),
    since,
  );
  if (role === 'streaming') {
    const given = countIn(house, session);
    if (given !== session.phase2_class2D_num_particles_in) {
      session.phase2_class2D_num_particles_in = given;
      saveSession(house, session);
    }
  }
  const info = role === 'streaming' ? session.phase2_class2D_info : session.template_creation_info;
  return { exposures, until, selected: info.flatMap((one) => (one.selected ? [one.class_idx] : [])) };
}

/** Where the particles of an exposure are, when they count: it is through, and neither people nor limits reject it. */
function pathOf(exposure: Exposure, wanted: ParticlesOf): string | null {
  const { stage, failed, deleted, manual_reject, threshold_reject, test } = exposure;
  const isThrough = stage === 'ready' || stage === 'extract_manual';
  if (!isThrough || failed || deleted || manual_reject || threshold_reject || test) return null;
  return extractedOf(exposure, wanted)?.path ?? null;
}

function countIn({ store }: House, session: Session): number {
  const { extracted, extracted_manual: manual } = store.exposures.tally(session, 0);
  return extracted - manual;
}

/** Takes classes into the session; those that go on from a selected class are selected. Inside a transaction. */
export function takeClasses(given: ClassJob, report: LiveClasses): void {
  const { house, session, project, job, role } = given;
  const place = { uid: job.uid, folder: job.job_dir, what: 'job' } as const;
  const before = role === 'streaming' ? session.phase2_class2D_info : session.template_creation_info;
  const selected = new Set(before.flatMap((one) => (one.selected ? [one.class_idx] : [])));
  const info = report.classes.map(({ image, ...one }): TemplateClassInfo => {
    const isSelected = selected.has(report.origins[one.class_idx] ?? one.class_idx);
    return {
      ...one,
      fileid: notePicture(house, project, place, image)._id,
      selected: isSelected,
      num_particles_selected: isSelected ? one.num_particles_total : 0,
    };
  });
  for (const { fileid } of before) house.store.assets.remove(fileid);
  if (role === 'streaming') {
    session.phase2_class2D_info = info;
    session.phase2_class2D_ready_partial = true;
    session.phase2_class2D_ready = session.phase2_class2D_ready || !report.partial;
    session.phase2_class2D_last_updated = house.now().toISOString();
    countSelected(session);
  } else {
    session.template_creation_info = info;
    session.template_creation_ready = !report.partial;
    session.template_creation_num_particles_in = report.num_particles;
  }
  saveSession(house, session);
}

/** Counts the particles of selected classes and of the others anew. */
export function countSelected(session: Session): void {
  const sum = (of: (one: TemplateClassInfo) => number): number =>
    session.phase2_class2D_info.reduce((total, one) => total + of(one), 0);
  session.phase2_class2D_num_particles_seen = sum((one) => one.num_particles_total);
  session.phase2_class2D_num_particles_accepted = sum((one) => one.num_particles_selected);
  session.phase2_class2D_num_particles_rejected =
    session.phase2_class2D_num_particles_seen - session.phase2_class2D_num_particles_accepted;
}
