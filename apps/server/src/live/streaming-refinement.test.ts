import type { Job } from '@vitreous/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';
import { saveSession } from './find-session.js';
import { listRefineParticles, startRefinement, takeRefinement } from './streaming-refinement.js';
import { createHandWorkedSession } from './testing/hand-worked-session.js';

let server: TestServer;
beforeAll(() => {
  server = createTestServer();
});
afterAll(() => server.close());

it('goes on from its last map when it starts again, and begins anew where that is asked for', async () => {
  const { house } = server;
  const session = await createHandWorkedSession(server);
  const origin = new URL(await server.listen()).origin;
  const restart = async (): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${origin}/api/live/refinement/restart`, {
      method: 'POST',
      headers: { authorization: `Bearer ${session.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ project_uid: session.project.uid, session_uid: session.sessionUid }),
    });
    return { status: response.status, body: await response.json() };
  };
  expect(await restart()).toMatchObject({ status: 409 });
  const made = await server.call(
    session.token,
    'jobs.create',
    [session.project.uid, session.read().uid],
    { type: 'homo_refine_streaming' },
    { session_uid: session.sessionUid },
  );
  const job = made.body as Job;
  house.store.transact(() => {
    saveSession(house, { ...session.read(), phase2_refine_job: job.uid });
  });
  const start = (): boolean => house.store.transact(() => startRefinement(house, job).fresh);
  const toldToRestart = (): boolean => house.store.transact(() => listRefineParticles(house, job).restart);
  expect([start(), start(), toldToRestart()]).toEqual([true, false, false]);
  house.store.transact(() => {
    takeRefinement(house, job, { resolution_A: 7, partial: false });
  });
  expect(await restart()).toEqual({ status: 200, body: { job_uid: job.uid } });
  // The map of before is shown until the job has really begun anew.
  expect(session.read()).toMatchObject({ phase2_refine_restart: true, phase2_refine_ready: true });
  expect([toldToRestart(), start(), toldToRestart()]).toEqual([true, true, false]);
  expect(session.read()).toMatchObject({ phase2_refine_ready: false, phase2_refine_last_updated: null });
});
