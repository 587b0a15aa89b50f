import { basename, extname, join } from 'node:path';
import { findNumbers, readDataset } from '@vitreous/formats';
import { findNearest, type Mark } from '@vitreous/jobs';
import type { Exposure, PickerLocations, Session } from '@vitreous/schema';
import { equals, type Condition } from '@vitreous/store';
import type { Call, Handlers } from '../house.js';
import { findSession, requireStatus } from '../live/find-session.js';
import { movieOf } from '../live/hand-out.js';
import { judgeExposures } from '../live/judge-exposures.js';
import { conflict, invalid, notFound } from '../problem.js';
import { findOpenProject, findProject } from '../projects/find-project.js';
import { resolveInProject } from '../projects/project-file.js';
import { changeExposure, findExposure } from './exposures.js';

/** More particles than a micrograph has room for. */
const mostPicks = 20_000;
/** Exposures that one transaction sends to be extracted. */
const batch = 200;
/** Before what is found anew: somebody waits for it. */
const manualPriority = 1;

const open = ['paused', 'running', 'completed'] as const;

/** Particles that people mark, and the picks of each picker. */
export const manualPickFunctions: Handlers = {
  'exposures.add_manual_pick': (call, { x_frac, y_frac, ...place }) => {
    for (const [name, value] of Object.entries({ x_frac, y_frac })) {
      if (!(value >= 0 && value <= 1)) throw invalid('query', name, 'Expected a fraction from 0 to 1.', value);
    }
    return changePicks(call, place, (marks) => {
      if (marks.length >= mostPicks) throw conflict(`Exposure ${place.exposure_uid} has ${mostPicks} manual picks.`);
      // A second click on the same place is no second particle.
      const isKnown = marks.some((one) => one.x_frac === x_frac && one.y_frac === y_frac);
      return isKnown ? marks : [...marks, { x_frac, y_frac }];
    });
  },

  'exposures.remove_manual_pick': (call, { x_frac, y_frac, dist_frac, ...place }) =>
    changePicks(call, place, (marks) => {
      const nearest = findNearest(marks, { x_frac, y_frac }, dist_frac);
      if (nearest === null) throw notFound(`A manual pick of exposure ${place.exposure_uid} so near`);
      return marks.filter((_, i) => i !== nearest);
    }),

  'exposures.get_individual_picks': async (call, { project_uid, session_uid, exposure_uid, picker_type }) => {
    const { groups } = findExposure(call, project_uid, session_uid, exposure_uid);
    if (picker_type === 'manual') {
      return marksOf(groups.particle_manual.location).map(({ x_frac, y_frac }) => [x_frac, y_frac, 0, 0]);
    }
    const { path, count } = picker_type === 'blob' ? groups.particle_blob : groups.particle_template;
    if (path === '.' || count === 0) return [];
    const rows = await readDataset(await resolveInProject(call, findProject(call, project_uid), 'picker_type', path));
    const columns = [
      'location/center_x_frac',
      'location/center_y_frac',
      'pick_stats/ncc_score',
      'pick_stats/power',
    ].map((name) => findNumbers(rows, name));
    return Array.from({ length: rows.length }, (_, row) => columns.map((column) => column?.[row] ?? 0));
  },

  'sessions.start_extract_manual': async (call, { project_uid, session_uid }) => {
    const session = findSession(call, project_uid, session_uid);
    requireStatus(session, open, 'extract its manual picks');
    findOpenProject(call, project_uid);
    const picked: Condition = { sql: '(total_manual_picks > 0 OR manual_extract_at > 0)', values: [] };
    for (let after = 0; ;) {
      const some = call.store.transact(() => askForSome(call, session, [picked, { sql: 'uid > ?', values: [after] }]));
      after = some.at(-1)?.uid ?? 0;
      if (some.length < batch) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    call.wakeMirror();
    call.wakeSessions();
    return null;
  },
};

/**
 * Notes of some exposures that their manual picks are to be extracted: those that are through have nothing else to do,
 * others do it when they come to it.
 */
function askForSome(call: Call, session: Session, conditions: readonly Condition[]): Exposure[] {
  const { store, now } = call;
  const some = store.exposures.find(
    [
      ...equals('project_uid', session.project_uid),
      ...equals('session_uid', session.session_uid),
      ...equals('deleted', false),
      ...conditions,
    ],
    { limit: batch },
  );
  for (const exposure of some) {
    const { particle_manual: manual } = exposure.groups;
    if (manual.path === '.') {
      // Where the worker will write them.
      const movie = movieOf(session, exposure);
      const name = `${basename(movie, extname(movie))}_patch_aligned_doseweighted_picks.cs`;
      exposure.groups.particle_manual = { ...manual, path: join(session.session_dir, 'pick', 'manual', name) };
    }
    if (exposure.stage === 'ready') {
      exposure.stage = 'extract_manual';
      exposure.priority = manualPriority;
    }
    store.exposures.save({ ...exposure, updated_at: now().toISOString() });
  }
  return some;
}

interface Place {
  readonly project_uid: string;
  readonly session_uid: string;
  readonly exposure_uid: number;
}

/** Changes what people have marked on an exposure, all or nothing; it is extracted when that is asked for. */
function changePicks(
  call: Call,
  { project_uid, session_uid, exposure_uid }: Place,
  change: (marks: readonly Mark[]) => readonly Mark[],
): Exposure {
  return call.store.transact(() => {
    const session = findSession(call, project_uid, session_uid);
    requireStatus(session, open, 'pick by hand');
    changeExposure(call, project_uid, session_uid, exposure_uid, ({ groups, attributes }) => {
      const { particle_manual: manual } = groups;
      const marks = change(marksOf(manual.location));
      const location = {
        center_x_frac: marks.map((mark) => mark.x_frac),
        center_y_frac: marks.map((mark) => mark.y_frac),
      };
      groups.particle_manual = { ...manual, count: marks.length, location };
      attributes.total_manual_picks = marks.length;
    });
    judgeExposures(call, session, exposure_uid);
    return findExposure(call, project_uid, session_uid, exposure_uid);
  });
}

function marksOf({ center_x_frac: xs, center_y_frac: ys }: PickerLocations): Mark[] {
  return xs.map((x_frac, i) => ({ x_frac, y_frac: ys[i] ?? 0 }));
}
