import { join } from 'node:path';
import { joinDatasets, type Dataset } from '@vitreous/formats';
import type { ExportedExposure } from '@vitreous/job-kit';
import { describeExposures, exposureSlots, extractedOf, readParticles, type ParticlesOf } from '@vitreous/jobs';
import type { Job } from '@vitreous/schema';
import { makeExportsFolder, replaceFolder } from '../exchange/replace-folder.js';
import { writeGroup } from '../exchange/write-group.js';
import type { Call, Handlers } from '../house.js';
import { makeJobFolder } from '../jobs/insert-job.js';
import { findSession, requireStatus } from '../live/find-session.js';
import { listExports, type ExportWish } from '../live/list-exports.js';
import { insertSessionJob, queueSessionJob } from '../live/session-jobs.js';
import { requireInProject } from '../paths/inside-project.js';
import { conflict } from '../problem.js';
import { findOpenProject } from '../projects/find-project.js';

const exportable = ['paused', 'running', 'completed'] as const;

/** What leaves a session: exposures and particles, as outputs of jobs or as files for elsewhere. */
export const sessionExportFunctions: Handlers = {
  'sessions.create_and_enqueue_export_exposures': (call, { project_uid, session_uid, export_ignored }) =>
    queueExport(call, project_uid, session_uid, {
      type: 'export_live_exposures',
      title: 'Exposures',
      params: { export_ignored },
    }),

  'sessions.create_and_enqueue_export_particles': (
    call,
    { project_uid, session_uid, picker_type = 'current', num_mics = null, uid_lte = null, test_only },
  ) =>
    queueExport(call, project_uid, session_uid, {
      type: 'export_live_particles',
      title: 'Particles',
      params: { picker_type, num_mics, uid_lte, test_only },
    }),

  'sessions.export_session': async (call, input) => {
    const { project_uid, session_uid, export_movies, export_ignored_exposures, picker_type = 'current' } = input;
    const { project_dir: source } = findOpenProject(call, project_uid);
    const session = findSession(call, project_uid, session_uid);
    requireStatus(session, exportable, 'export it');
    const wish = { project_uid, session_uid, accepted: true, ignored: export_ignored_exposures };
    const exposures = listAll(call, { ...wish, test: false, uidLte: null });
    if (exposures.length === 0) throw conflict(`${session_uid} has no accepted exposures to export yet.`);
    const slots = exposureSlots.filter(
      ([name]) => export_movies || (name !== 'movie_blob' && name !== 'gain_ref_blob'),
    );
    const rows = describeExposures(
      exposures,
      slots.map(([name]) => name),
    );
    const particles = await readAllParticles(source, exposures, picker_type);
    const title = (what: string): string => `${what} of ${session.title ?? session_uid}`;
    await replaceFolder(join(await makeExportsFolder(source), session.session_uid), async (target) => {
      await writeGroup(
        call,
        { source, target, name: `${session_uid}_exposures` },
        {
          group: { name: 'exposures', type: 'exposure', title: title('Exposures'), description: '' },
          results: slots.map(([name, dtype]) => ({ name, dtype })),
          dataset: rows,
        },
      );
      if (particles === null) return;
      const present = ['blob', 'ctf', 'location', 'pick_stats'].filter((slot) =>
        [...particles.columns.keys()].some((name) => name.startsWith(`${slot}/`)),
      );
      await writeGroup(
        call,
        { source, target, name: `${session_uid}_particles` },
        {
          group: { name: 'particles', type: 'particle', title: title('Particles'), description: '' },
          results: present.map((name) => ({ name, dtype: name })),
          dataset: particles,
        },
      );
    });
    return null;
  },
};

async function queueExport(
  call: Call,
  projectUid: string,
  sessionUid: string,
  wanted: Parameters<typeof insertSessionJob>[2],
): Promise<Job> {
  const queued = call.store.transact(() => {
    findOpenProject(call, projectUid);
    const session = findSession(call, projectUid, sessionUid);
    requireStatus(session, exportable, 'export from it');
    const job = insertSessionJob(call, session, wanted);
    const { auxiliary_lane: lane, phase_one_lane: other, priority } = session.compute_resources;
    queueSessionJob(call, job, lane ?? other, priority);
    return job;
  });
  await makeJobFolder(call, queued);
  call.wakeMirror();
  call.wakeQueue();
  return queued;
}

function listAll(call: Call, wish: ExportWish): ExportedExposure[] {
  const all: ExportedExposure[] = [];
  for (;;) {
    const page = listExports(call, wish, all.at(-1)?.exposure.uid ?? 0);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

async function readAllParticles(
  projectDir: string,
  exposures: readonly ExportedExposure[],
  wanted: ParticlesOf,
): Promise<Dataset | null> {
  const parts: Dataset[] = [];
  for (const { exposure } of exposures) {
    const extracted = extractedOf(exposure, wanted);
    if (extracted === null) continue;
    await requireInProject(projectDir, extracted.path);
    parts.push(await readParticles(projectDir, exposure, extracted.path));
  }
  return parts.length === 0 ? null : joinDatasets(parts);
}
