import { earliestTouched, setBack } from '@vitreous/live';
import type { ArgumentsOf, Contract, Exposure, Session } from '@vitreous/schema';
import { among, between, equals, exposureAttributes, type Condition, type ExposureChange } from '@vitreous/store';
import { callerOf, type Call, type Handlers } from '../house.js';
import { visibleProjects } from '../jobs/job-conditions.js';
import { findSession, requireStatus } from '../live/find-session.js';
import { paramsOf } from '../live/hand-out.js';
import { judgeExposures } from '../live/judge-exposures.js';
import { notFound } from '../problem.js';
import { findOpenProject } from '../projects/find-project.js';
import { checkLimit } from './projects.js';

/** A trial goes before all else: somebody waits for it. */
const testPriority = 1000;

/** Exposures as records, and what makes them due again. */
export const exposureFunctions: Handlers = {
  'exposures.find': (call, { order, after, limit, ...filter }) =>
    call.store.exposures.find(conditionsOf(call, filter), { order, after, limit: checkLimit(limit) }),

  'exposures.count': (call, filter) => call.store.exposures.count(conditionsOf(call, filter)),

  'exposures.find_one': (call, { project_uid, session_uid, exposure_uid }) =>
    findExposure(call, project_uid, session_uid, exposure_uid),

  'exposures.reset_exposure': (call, { project_uid, session_uid, exposure_uid }) => {
    findExposure(call, project_uid, session_uid, exposure_uid);
    resetMany(call, project_uid, session_uid, equals('uid', exposure_uid));
    return findExposure(call, project_uid, session_uid, exposure_uid);
  },

  'exposures.reset_all_exposures': (call, { project_uid, session_uid }) => {
    resetMany(call, project_uid, session_uid, []);
    return null;
  },

  'exposures.reset_failed_exposures': (call, { project_uid, session_uid }) => {
    resetMany(call, project_uid, session_uid, equals('failed', true));
    return null;
  },

  'exposures.mark_failed': (call, { project_uid, session_uid, exposure_uid }) =>
    changeExposure(call, project_uid, session_uid, exposure_uid, (exposure) => {
      exposure.failed = true;
      exposure.fail_count = Math.max(1, exposure.fail_count);
      exposure.fail_reason = `Marked as failed by ${callerOf(call).name}.`;
      exposure.in_progress = false;
      exposure.worker_juid = null;
    }),

  'exposures.reprocess_single_exposure': (call, { project_uid, session_uid, exposure_uid, picker_type, body }) =>
    call.store.transact(() => {
      const session = findSession(call, project_uid, session_uid);
      requireStatus(session, ['paused', 'running', 'completed'], 'try parameters');
      const others = [...equals('test', true), { sql: 'uid <> ?', values: [exposure_uid] }];
      // The one that was tried before goes back to its session's parameters, from the picks on at least.
      const back = {
        test: false,
        stage: 'ctf',
        parameter_version: null,
        in_progress: false,
        worker_juid: null,
      } as const;
      call.store.exposures.changeMany(session, others, back, call.now().toISOString());
      return changeExposure(call, project_uid, session_uid, exposure_uid, (exposure) => {
        const wanted = { ...session.params, ...body, current_picker: picker_type };
        const touched = earliestTouched(paramsOf(call, session, exposure), wanted);
        exposure.test = true;
        exposure.test_parameters = wanted;
        exposure.priority = testPriority;
        if (touched !== null) {
          const { stage, from } = setBack(touched);
          if (from.includes(exposure.stage)) exposure.stage = stage;
        }
        Object.assign(exposure, { failed: false, fail_count: 0, in_progress: false, worker_juid: null });
      });
    }),
};

/** An exposure of a session that the caller may use. @throws Problem 404 otherwise. */
export function findExposure(call: Call, projectUid: string, sessionUid: string, uid: number): Exposure {
  findSession(call, projectUid, sessionUid);
  const exposure = call.store.exposures.first([
    ...equals('project_uid', projectUid),
    ...equals('session_uid', sessionUid),
    ...equals('uid', uid),
  ]);
  if (exposure === null || exposure.deleted) throw notFound(`Exposure ${projectUid} ${sessionUid} ${uid}`);
  return exposure;
}

/** Changes an exposure all or nothing. @throws Problem 404 or 409. */
export function changeExposure(
  call: Call,
  projectUid: string,
  sessionUid: string,
  uid: number,
  change: (exposure: Exposure, session: Session) => void,
): Exposure {
  const changed = call.store.transact(() => {
    findOpenProject(call, projectUid);
    const exposure = findExposure(call, projectUid, sessionUid, uid);
    change(exposure, findSession(call, projectUid, sessionUid));
    exposure.updated_at = call.now().toISOString();
    call.store.exposures.save(exposure);
    return exposure;
  });
  call.wakeMirror();
  call.wakeSessions();
  return changed;
}

/** Brings exposures back to where they were found: everything is done anew, with the parameters of today. */
function resetMany(call: Call, projectUid: string, sessionUid: string, conditions: readonly Condition[]): void {
  call.store.transact(() => {
    findOpenProject(call, projectUid);
    const session = findSession(call, projectUid, sessionUid);
    requireStatus(session, ['paused', 'running', 'completed'], 'reset exposures');
    call.store.exposures.forgetRecords(session, conditions);
    call.store.exposures.changeMany(session, conditions, asFound, call.now().toISOString());
    judgeExposures(call, session);
  });
  call.wakeMirror();
  call.wakeSessions();
}

const asFound: ExposureChange = {
  stage: 'found',
  parameter_version: null,
  priority: 0,
  in_progress: false,
  worker_juid: null,
  lease_until: null,
  not_before: null,
  failed: false,
  fail_count: 0,
  deaths: 0,
  test: false,
  // Nothing is measured any more; what people have picked stays.
  ...Object.fromEntries(
    exposureAttributes.filter((name) => name !== 'found_at' && name !== 'total_manual_picks').map((name) => [name, 0]),
  ),
};

function conditionsOf(call: Call, filter: Partial<ArgumentsOf<Contract['exposures.count']>>): Condition[] {
  return [
    ...among('project_uid', visibleProjects(call, filter.project_uid)),
    ...among('session_uid', filter.session_uid),
    ...among('id', filter.id),
    ...among('uid', integersOf(filter.uid)),
    ...between('created_at', filter.created_at),
    ...between('updated_at', filter.updated_at),
    ...among('stage', filter.stage),
    ...equals('deleted', filter.deleted),
  ];
}

/** The interface has these numbers as texts. */
function integersOf(texts: readonly string[] | undefined): number[] | undefined {
  return texts?.map(Number).filter(Number.isInteger);
}
