import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';
import { createHandWorkedSession } from './testing/hand-worked-session.js';

let server: TestServer;
beforeAll(() => {
  server = createTestServer();
});
afterAll(() => server.close());

it('a session takes no lane that is closed to whoever starts it or chooses the lane', { timeout: 30_000 }, async () => {
  const session = await createHandWorkedSession(server);
  const { user, token } = await server.makeUser('guest@lab.org', 'user');
  const { uid } = session.project;
  expect((await server.call(session.token, 'projects.add_user_access', [uid, user._id])).status).toBe(200);
  expect((await server.call(session.token, 'users.set_lanes', [user._id], {}, ['default'])).status).toBe(200);
  const place = [uid, session.sessionUid];
  const refused = {
    status: 403,
    body: { detail: 'You may not queue to lane nowhere; yours: default.' },
  };
  const compute = session.read().compute_resources;
  const change = { ...compute, auxiliary_lane: 'nowhere' };
  expect(await server.call(token, 'sessions.update_compute_configuration', place, {}, change)).toEqual(refused);
  // What others chose may stay.
  const more = { ...compute, phase_one_gpus: 2 };
  expect((await server.call(token, 'sessions.update_compute_configuration', place, {}, more)).status).toBe(200);
  expect((await server.call(token, 'sessions.pause', place)).status).toBe(200);
  expect(await server.call(token, 'sessions.start', place)).toEqual(refused);
  const query = { picker_type: 'blob' };
  expect(await server.call(token, 'sessions.create_and_enqueue_export_particles', place, query)).toEqual(refused);
});
