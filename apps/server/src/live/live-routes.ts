import { liveEnd, liveStage } from '@vitreous/job-kit';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.js';
import { findHand } from '../queue/worker-routes.js';
import { handOut } from './hand-out.js';
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
}
