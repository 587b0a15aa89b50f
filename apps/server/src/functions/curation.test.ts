import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Exposure, FunctionName, Session } from '@vitreous/schema';
import { refreshStatistics } from '../live/statistics.js';
import { createHandWorkedSession, type HandWorkedSession } from '../live/testing/hand-worked-session.js';
import { createTestServer, type Answer, type TestServer } from '../testing/server-for-tests.js';

let server: TestServer;
beforeAll(() => {
  server = createTestServer();
});
afterAll(() => server.close());

/** A session with so many exposures that are ready; average_defocus is the number of each. */
async function createReady(count: number): Promise<HandWorkedSession> {
  const session = await createHandWorkedSession(server);
  session.add(count);
  for (let uid = 1; uid <= count; uid++) finish(session, uid);
  return session;
}

function finish(session: HandWorkedSession, uid: number): void {
  expect(session.take()).toBe(uid);
  for (const stage of ['check', 'motion', 'ctf', 'pick', 'extract'] as const) session.report(uid, stage);
  session.end(uid);
}

function ask(
  session: HandWorkedSession,
  name: FunctionName,
  path: readonly string[] = [],
  query: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return server.call(session.token, name, [session.project.uid, session.sessionUid, ...path], query);
}

const rejected = (session: HandWorkedSession): unknown[] =>
  session.exposures().map((one) => [one.threshold_reject, one.manual_reject]);

it('keeps what limits reject apart from what people reject', async () => {
  const session = await createReady(4);
  const limit = { min_val: '2', max_val: '3' };
  const limited = await ask(session, 'sessions.update_attribute_threshold', ['average_defocus'], limit);
  expect((limited.body as Session).attributes.find((one) => one.name === 'average_defocus')).toMatchObject({
    min: 2,
    max: 3,
  });
  const [out, by] = [true, true];
  expect(rejected(session)).toEqual([
    [out, false],
    [false, false],
    [false, false],
    [out, false],
  ]);
  const manual = await ask(session, 'exposures.manual_reject_exposure', ['1']);
  expect(manual.body as Exposure).toMatchObject({ uid: 1, manual_reject: true, threshold_reject: true });
  await ask(session, 'exposures.toggle_manual_reject_exposure', ['2']);
  await ask(session, 'sessions.update_attribute_threshold', ['average_defocus'], { max_val: '3' });
  expect(rejected(session)).toEqual([
    [false, by],
    [false, by],
    [false, false],
    [out, false],
  ]);
  refreshStatistics(server.house, session.read());
  expect(session.read().stats).toMatchObject({ total_accepted: 1, total_rejected: 3, manual_rejected: 2 });
  // What comes later is judged as it is measured.
  session.add(1);
  finish(session, 5);
  expect(rejected(session)[4]).toEqual([out, false]);
  await ask(session, 'sessions.reset_all_attribute_thresholds');
  await ask(session, 'exposures.manual_unreject_exposure', ['2']);
  expect(rejected(session).slice(0, 2)).toEqual([
    [false, by],
    [false, false],
  ]);
  const freed = (await ask(session, 'exposures.reset_manual_reject_exposures')).body as Exposure[];
  expect(freed.map((one) => [one.uid, one.manual_reject])).toEqual([[1, false]]);
  refreshStatistics(server.house, session.read());
  expect(session.read().stats).toMatchObject({ total_accepted: 5, total_rejected: 0, manual_rejected: 0 });
});

it('judges only what is measured, and leaves out what could not be', async () => {
  const session = await createHandWorkedSession(server);
  session.add(2);
  await ask(session, 'sessions.update_attribute_threshold', ['ctf_fit_to_A'], { max_val: '5' });
  expect(rejected(session)).toEqual([
    [false, false],
    [false, false],
  ]);
  // No CTF fit was recognised: no limit holds it.
  finish(session, 1);
  expect(rejected(session)).toEqual([
    [true, false],
    [false, false],
  ]);
  await ask(session, 'exposures.reset_exposure', ['1']);
  expect(rejected(session)).toEqual([
    [false, false],
    [false, false],
  ]);
});

it('says which limits make no sense', async () => {
  const session = await createReady(1);
  const limit = (name: string, query: Record<string, string>): Promise<Answer> =>
    ask(session, 'sessions.update_attribute_threshold', [name], query);
  expect((await limit('1=1)--', { max_val: '3' })).status).toBe(422);
  expect((await limit('average_defocus', { min_val: '4', max_val: '3' })).status).toBe(422);
  expect((await limit('average_defocus', { max_val: 'much' })).status).toBe(422);
  expect((await ask(session, 'sessions.reset_attribute_threshold', ['nothing'])).status).toBe(422);
  expect((await ask(session, 'exposures.manual_reject_exposure', ['9'])).status).toBe(404);
});

it('gives each picker its own limits, and extracts anew by those of the one in use', async () => {
  const session = await createReady(1);
  const limits = { ncc_value: '0.5', power_min_value: '1', power_max_value: '9' };
  const set = (picker: string, more = {}): Promise<Answer> =>
    ask(session, 'sessions.update_picking_threshold_values', [picker], { ...limits, ...more });
  const before = session.read().parameter_version;
  expect((await set('template', { ncc_value: '0.7' })).status).toBe(200);
  expect([session.read().parameter_version, session.exposures()[0]?.stage]).toEqual([before, 'ready']);
  expect((await set('blob')).status).toBe(200);
  expect(session.read()).toMatchObject({
    parameter_version: before + 1,
    params: { thresh_score_min: 0.5, thresh_power_min: 1, thresh_power_max: 9 },
    picking_thresholds: { blob_ncc_score: { value: 0.5 }, blob_power: { min_value: 1, max_value: 9 } },
  });
  expect(session.exposures()[0]).toMatchObject({ stage: 'pick', parameter_version: before + 1 });
  const params = { ...session.read().params, current_picker: 'template' };
  const place = [session.project.uid, session.sessionUid];
  await server.call(session.token, 'sessions.update_session_params', place, {}, params);
  expect(session.read().params.thresh_score_min).toBe(0.7);
  expect((await set('deep')).status).toBe(422);
  expect((await set('blob', { power_min_value: '10' })).status).toBe(422);
});
