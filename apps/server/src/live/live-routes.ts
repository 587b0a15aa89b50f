import {
  liveClasses,
  liveEnd,
  liveExportAsk,
  liveParticlesAsk,
  liveParticlesOut,
  liveRefineReport,
  liveStage,
} from '@vitreous/job-kit';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.js';
import { findHand } from '../queue/worker-routes.js';
import { saveSession } from './find-session.js';
import { listExports, wishOfJob } from './list-exports.js';
import { handOut } from './hand-out.js';
import { findClassJob, listParticles, startClasses, takeClasses } from './streaming-classes.js';
import { listRefineParticles, startRefinement, takeRefinement } from './streaming-refinement.js';
import { takeEnd, takeStage } from './take-back.js';

/** What Live workers ask and tell, each with the token of its task. */
export function registerLiveRoutes(app: FastifyInstance, house: House): void {
  const idleSince = new Map<string, number>();

  app.post('/live/claim', (request) =>
    house.store.transact(() => handOut(house, findHand(house, request).job, idleSince)),
  );

  app.post('/live/stage', (request) => {
    const stage = liveStage.parse(request.body);
    const go_on = house.store.transact(() => takeStage({ house, ...findHand(house, request) }, stage));
    house.wakeMirror();
    return { go_on };
  });

  app.post('/live/end', (request) => {
    const end = liveEnd.parse(request.body);
    house.store.transact(() => {
      takeEnd({ house, ...findHand(house, request) }, end);
    });
    house.wakeMirror();
    house.wakeSessions();
    return {};
  });

  app.post('/live/classes/start', (request) =>
    house.store.transact(() => startClasses(findClassJob(house, findHand(house, request)))),
  );

  app.post('/live/particles', (request) => {
    const { since } = liveParticlesAsk.parse(request.body);
    return house.store.transact(() => listParticles(findClassJob(house, findHand(house, request)), since));
  });

  app.post('/live/classes', (request) => {
    const classes = liveClasses.parse(request.body);
    house.store.transact(() => {
      takeClasses(findClassJob(house, findHand(house, request)), classes);
    });
    house.wakeMirror();
    return {};
  });

  app.post('/live/classes/particles', (request) => {
    const out = liveParticlesOut.parse(request.body);
    house.store.transact(() => {
      const { session, role } = findClassJob(house, findHand(house, request));
      if (role !== 'streaming') return;
      session.phase2_class2D_particles_out = out;
      saveSession(house, session);
    });
    house.wakeMirror();
    return {};
  });

  app.post('/live/refine/start', (request) => {
    const start = house.store.transact(() => startRefinement(house, findHand(house, request).job));
    house.wakeMirror();
    return start;
  });

  app.post('/live/refine/particles', (request) =>
    house.store.transact(() => listRefineParticles(house, findHand(house, request).job)),
  );

  app.post('/live/refine/report', (request) => {
    const report = liveRefineReport.parse(request.body);
    house.store.transact(() => {
      takeRefinement(house, findHand(house, request).job, report);
    });
    house.wakeMirror();
    return {};
  });

  app.post('/live/export', (request) => {
    const { accepted, after } = liveExportAsk.parse(request.body);
    return { exposures: listExports(house, { ...wishOfJob(findHand(house, request).job), accepted }, after) };
  });
}
