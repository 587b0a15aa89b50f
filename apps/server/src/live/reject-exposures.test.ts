import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';
import { refreshStatistics } from './statistics.js';
import { createHandWorkedSession, type HandWorkedSession } from './testing/hand-worked-session.js';

let server: TestServer;
let session: HandWorkedSession;
let origin = '';
beforeAll(async () => {
  server = createTestServer();
  origin = new URL(await server.listen()).origin;
  session = await createHandWorkedSession(server);
}, 60_000);
afterAll(() => server.close());

const post = async (path: string, body: object, token = session.token): Promise<{ status: number; body: unknown }> => {
  const key = { project_uid: session.project.uid, session_uid: session.sessionUid };
  const response = await fetch(`${origin}/api/live/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...key, ...body }),
  });
  return { status: response.status, body: await response.json() };
};

it('rejects thousands of exposures by hand in one change, and takes them back', async () => {
  session.add(4000);
  const some = Array.from({ length: 3000 }, (_, i) => i + 501);
  const count = (): number => session.exposures().filter((one) => one.manual_reject).length;
  expect(await post('reject', { uids: some, reject: true })).toEqual({ status: 200, body: { changed: 3000 } });
  expect(
    session
      .exposures()
      .filter((one) => one.manual_reject)
      .map(({ uid }) => uid),
  ).toEqual(some);
  refreshStatistics(server.house, session.read());
  expect(session.read().stats.manual_rejected).toBe(3000);
  // Those that are so already, and numbers that nobody has, change nothing.
  expect((await post('reject', { uids: [...some, 99_999], reject: true })).body).toEqual({ changed: 0 });
  expect((await post('reject', { uids: some.slice(0, 1000), reject: false })).body).toEqual({ changed: 1000 });
  expect((await post('reject', { uids: [], reject: true })).body).toEqual({ changed: 0 });
  expect(count()).toBe(2000);
  const guest = await server.makeUser('guest-of-rejects@lab.org', 'user');
  expect((await post('reject', { uids: [1], reject: true }, guest.token)).status).toBe(404);
  expect((await post('reject', { uids: ['1'], reject: true })).status).toBe(422);
}, 120_000);

it('keeps limits of the picker that is not in use, with open sides, until the session turns to it', async () => {
  const version = session.read().parameter_version;
  const limits = { picker: 'template', score_min: 0.4, power_min: null, power_max: 12 };
  expect(await post('pick-limits', limits)).toMatchObject({
    status: 200,
    body: { template_ncc_score: { value: 0.4 }, template_power: { min_value: null, max_value: 12 } },
  });
  expect(session.read().parameter_version).toBe(version);
  const params = { ...session.read().params, current_picker: 'template', templates_selected: 'J1' };
  const place = [session.project.uid, session.sessionUid];
  await server.call(session.token, 'sessions.update_session_params', place, {}, params);
  expect(session.read().params).toMatchObject({
    thresh_score_min: 0.4,
    thresh_power_min: null,
    thresh_power_max: 12,
  });
  expect((await post('pick-limits', { ...limits, power_min: 13 })).status).toBe(422);
});
