import { callerOf, type Handlers } from '../house.js';
import { activeStatuses, readJob } from '../jobs/find-job.js';
import { beginCompaction, compactSession } from '../live/compaction.js';
import { changeSession, requireStatus } from '../live/find-session.js';
import { beginRestoration } from '../live/restoration.js';
import { conflict, invalid } from '../problem.js';
import { requireLane } from '../queue/choose-lane.js';

/** Gives back the room of what can be made again, and makes it again. */
export const sessionDataFunctions: Handlers = {
  'sessions.compact_session': (call, { project_uid, session_uid }) => {
    const session = changeSession(call, project_uid, session_uid, (one) => {
      requireStatus(one, ['paused', 'completed'], 'compact it');
      const workers = Object.keys(one.phase_one_workers).flatMap((uid) => readJob(call, project_uid, uid) ?? []);
      const busy = workers.filter(({ status }) => activeStatuses.has(status)).map(({ uid }) => uid);
      if (busy.length > 0)
        throw conflict(`${busy.join(', ')} still finish what they have in hand: wait, or kill them.`);
      beginCompaction(call, one, callerOf(call)._id);
    });
    call.inBackground(`Compacting ${project_uid} ${session_uid}`, () => compactSession(call, session));
    return null;
  },

  'sessions.restore_session': (call, { project_uid, session_uid, body }) => {
    const workers = body.phase_one_gpus * body.phase_one_workers_per_gpu;
    const { phase_one_lane: lane } = body;
    if (lane === null || call.store.lanes.get(lane) === null) {
      throw invalid('body', 'phase_one_lane', 'There is no such lane.', lane);
    }
    requireLane(call, lane);
    if (!(workers >= 1 && workers <= 1000)) {
      throw invalid('body', 'phase_one_gpus', 'Expected at least one worker.', body.phase_one_gpus);
    }
    changeSession(call, project_uid, session_uid, (session) => {
      requireStatus(session, ['compacted', 'restoration_failed'], 'restore it');
      session.compute_resources = body;
      beginRestoration(call, session, callerOf(call)._id);
    });
    call.wakeSessions();
    return null;
  },
};
