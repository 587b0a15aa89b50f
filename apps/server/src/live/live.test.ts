import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Exposure, Session, SessionStats } from '@vitreous/schema';
import { createTestServer, type TestServer } from '../testing/server-for-tests.js';
import { refreshStatistics } from './statistics.js';
import { createHandWorkedSession, type HandWorkedSession } from './testing/hand-worked-session.js';

let server: TestServer;
beforeAll(() => {
  server = createTestServer();
});
afterAll(() => server.close());

const stages = ['check', 'motion', 'ctf', 'pick', 'extract'] as const;
const manualStages = ['pick_manual', 'extract_manual'] as const;

function finish(session: HandWorkedSession, uid: number, version?: number): void {
  for (const stage of stages) expect(session.report(uid, stage, version)).toBe(true);
  session.end(uid);
}

/** The counts, from the exposures one by one. */
function recount(exposures: readonly Exposure[]): Partial<SessionStats> {
  const present = exposures.filter((one) => !one.deleted);
  const count = (fits: (one: Exposure) => boolean): number => present.filter(fits).length;
  const sum = (of: (one: Exposure) => number): number => present.reduce((total, one) => total + of(one), 0);
  const isThrough = (one: Exposure): boolean => one.stage === 'ready' || one.stage === 'extract_manual';
  const ready = (one: Exposure): boolean => isThrough(one) && !one.failed;
  const kept = (one: Exposure): boolean => !one.manual_reject && !one.threshold_reject;
  return {
    total_exposures: present.length,
    total_in_progress: count((one) => one.in_progress),
    total_failed: count((one) => one.failed),
    total_queued: count((one) => !one.in_progress && !one.failed && !isThrough(one)),
    total_ready: count(ready),
    total_accepted: count((one) => ready(one) && kept(one) && !one.test),
    total_rejected: count((one) => ready(one) && !kept(one) && !one.test),
    manual_rejected: count((one) => one.manual_reject),
    total_test: count((one) => one.test),
    total_seen: count((one) => one.attributes.check_at > 0 || one.failed),
    total_thumbs: count((one) => one.attributes.thumbs_at > 0),
    total_blob_picks: sum((one) => one.attributes.total_blob_picks),
    total_extracted_particles: sum((one) => one.attributes.total_extracted_particles),
    total_extracted_particles_manual: sum((one) => one.attributes.total_extracted_particles_manual),
    total_manual_picks: sum((one) => one.groups.particle_manual.location.center_x_frac.length),
    total_manual_picked_exposures: count((one) => one.groups.particle_manual.count > 0),
  };
}

/** Whether one of the two limits that the test sets leaves an exposure out. */
function isOutside({ attributes: of }: Exposure, limits: Session['attributes']): boolean {
  const limit = (name: string): Session['attributes'][number] | undefined => limits.find((one) => one.name === name);
  const most = limit('average_defocus')?.max ?? Infinity;
  const least = limit('total_extracted_particles')?.min ?? -Infinity;
  return (of.ctf_at > 0 && of.average_defocus > most) || (of.extract_at > 0 && of.total_extracted_particles < least);
}

it('counts as a recount does, whatever happens to exposures', async () => {
  const session = await createHandWorkedSession(server);
  const place = [session.project.uid, session.sessionUid];
  const ask = async (
    ...[name, path, query, body]: [Parameters<TestServer['call']>[1], string[]?, Record<string, string>?, unknown?]
  ) => (await server.call(session.token, name, [...place, ...(path ?? [])], query, body)).status;
  const inHand: number[] = [];
  const some = (seed: number): number => 1 + (seed % Math.max(1, session.exposures().length));
  const acts: readonly ((seed: number) => unknown)[] = [
    () => {
      session.add(2);
    },
    () => {
      const uid = session.take();
      if (uid !== null) inHand.push(uid);
    },
    (seed) => {
      const uid = inHand.pop();
      if (uid !== undefined)
        for (const stage of [...stages, ...manualStages].slice(0, 1 + (seed % 7))) session.report(uid, stage);
      if (uid !== undefined && seed % 3 === 0) session.end(uid);
      else if (uid !== undefined && seed % 3 === 1) session.end(uid, 'it is broken');
      else if (uid !== undefined) inHand.push(uid);
    },
    (seed) => ask('exposures.reset_exposure', [String(some(seed))]),
    (seed) => ask('exposures.mark_failed', [String(some(seed))]),
    () => ask('exposures.reset_failed_exposures'),
    (seed) => (seed % 5 === 0 ? ask('exposures.reset_all_exposures') : null),
    (seed) =>
      ask(
        'sessions.update_session_params',
        [],
        { reprocess: String(seed % 2 === 0) },
        {
          ...session.read().params,
          thresh_score_min: 0.1 + (seed % 7) / 10,
          bfactor: seed % 11 === 0 ? 400 : 500,
        },
      ),
    (seed) => {
      const { params } = session.read();
      return ask('exposures.reprocess_single_exposure', [String(some(seed))], { picker_type: 'blob' }, params);
    },
    (seed) => ask('exposures.add_manual_pick', [String(some(seed))], { x_frac: '0.5', y_frac: `0.${seed}` }),
    (seed) => ask('exposures.remove_manual_pick', [String(some(seed))], { x_frac: '0.5', y_frac: `0.${seed}` }),
    () => ask('sessions.start_extract_manual'),
    (seed) => ask('exposures.toggle_manual_reject_exposure', [String(some(seed))]),
    (seed) => (seed % 5 === 0 ? ask('exposures.reset_manual_reject_exposures') : null),
    (seed) => ask('sessions.update_attribute_threshold', ['average_defocus'], { max_val: String(seed % 7) }),
    (seed) => ask('sessions.update_attribute_threshold', ['total_extracted_particles'], { min_val: String(seed % 7) }),
    (seed) => ask('sessions.reset_attribute_threshold', [seed % 2 === 0 ? 'average_defocus' : 'found_at']),
    (seed) => (seed % 5 === 0 ? ask('sessions.reset_all_attribute_thresholds') : null),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(acts.length - 1), fc.nat(1000)), { minLength: 5, maxLength: 25 }),
      async (steps) => {
        for (const [act, seed] of steps) await acts[act]?.(seed);
        refreshStatistics(server.house, session.read());
        expect(session.read().stats).toMatchObject(recount(session.exposures()));
        const { attributes } = session.read();
        for (const one of session.exposures()) expect(one.threshold_reject).toBe(isOutside(one, attributes));
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

it('lends an exposure once, and takes nothing from whoever has it no more', async () => {
  const session = await createHandWorkedSession(server);
  session.add(2);
  const [first, second] = [session.take(), session.take()];
  expect([first, second, session.take()]).toEqual([1, 2, null]);
  expect(session.report(1, 'check')).toBe(true);
  const place = [session.project.uid, session.sessionUid];
  await server.call(session.token, 'exposures.reset_exposure', [...place, '1']);
  expect(session.report(1, 'motion')).toBe(false);
  expect(session.exposures()[0]).toMatchObject({ stage: 'found', in_progress: false, attributes: { check_at: 0 } });
  finish(session, 2);
  expect(session.exposures()[1]).toMatchObject({ stage: 'ready', in_progress: false, worker_juid: null });
  session.end(2, 'too late');
  expect(session.exposures()[1]).toMatchObject({ stage: 'ready', failed: false });
});

it('sets back to the earliest stage that a change touches, new ones only when that is wished', async () => {
  const session = await createHandWorkedSession(server);
  const place = [session.project.uid, session.sessionUid];
  const change = async (params: object, reprocess: boolean, priority = '3'): Promise<void> => {
    const query = { reprocess: String(reprocess), priority };
    const body = { ...session.read().params, ...params };
    expect((await server.call(session.token, 'sessions.update_session_params', place, query, body)).status).toBe(200);
  };
  session.add(3);
  for (const uid of [1, 2]) {
    session.take();
    finish(session, uid);
  }
  const stands = (): unknown[] => session.exposures().map((one) => [one.stage, one.parameter_version, one.priority]);
  await change({ thresh_score_min: 0.5 }, true);
  expect(stands()).toEqual([
    ['pick', 2, 3],
    ['pick', 2, 3],
    ['found', null, 0],
  ]);
  await change({ df_search_max: 30_000 }, true);
  expect(stands().slice(0, 2)).toEqual([
    ['thumbs', 3, 3],
    ['thumbs', 3, 3],
  ]);
  // In hand while its parameters change: what is done counts no more.
  expect(session.take()).toBe(1);
  await change({ bfactor: 300 }, true);
  expect(session.report(1, 'ctf', 3)).toBe(false);
  expect(session.exposures()[0]).toMatchObject({ stage: 'found', in_progress: false, parameter_version: 4 });
  await change({ bfactor: 200 }, false);
  expect(session.exposures().map((one) => one.parameter_version)).toEqual([4, 4, null]);
  expect(session.take()).toBe(1);
  finish(session, 1, 4);
  expect(session.exposures()[0]).toMatchObject({ stage: 'ready', parameter_version: 4 });
});

it('tries a failed exposure again, and sets it aside after three times', async () => {
  const session = await createHandWorkedSession(server);
  session.add(1);
  for (const count of [1, 2, 3]) {
    await expect.poll(() => session.take(), { timeout: 20_000, interval: 100 }).toBe(1);
    session.end(1, 'half a file');
    expect(session.exposures()[0]).toMatchObject({
      fail_count: count,
      failed: count === 3,
      fail_reason: 'half a file',
    });
  }
  expect(session.take()).toBeNull();
});

it('takes the oldest, the latest or each in turn', async () => {
  const session = await createHandWorkedSession(server);
  const order = async (wanted: Session['exposure_processing_priority'], count: number): Promise<(number | null)[]> => {
    const place = [session.project.uid, session.sessionUid];
    const query = { exposure_processing_priority: wanted };
    await server.call(session.token, 'sessions.set_session_exposure_processing_priority', place, query);
    return Array.from({ length: count }, () => session.take());
  };
  session.add(8);
  expect(await order('latest', 2)).toEqual([8, 7]);
  expect(await order('oldest', 2)).toEqual([1, 2]);
  expect(await order('alternate', 4)).toEqual([6, 3, 5, 4]);
});

it('applies a profile, and leaves what the profile does not have', async () => {
  const session = await createHandWorkedSession(server);
  const place = [session.project.uid, session.sessionUid];
  const ask = async (
    ...[name, path, query, body]: [Parameters<TestServer['call']>[1], string[], Record<string, string>?, unknown?]
  ) => server.call(session.token, name, path, query, body);
  const params = { ...session.read().params, psize_A: 2 };
  const run = { auto_pause: 'immediate', auto_pause_after_idle_minutes: 3 };
  const body = { title: 'Krios', session_params: params, run_configuration: run };
  const made = (await ask('sessions.create_configuration_profile', [], {}, body)).body as { _id: string };
  const apply = (): Promise<{ status: number; body: unknown }> =>
    ask('sessions.apply_configuration_profile', place, { configuration_id: made._id });
  expect((await apply()).status).toBe(409);
  await ask('sessions.pause', place);
  const applied = (await apply()).body as Session;
  expect(applied).toMatchObject({ params: { psize_A: 2 }, auto_pause: 'immediate', auto_pause_after_idle_minutes: 3 });
  expect(applied.compute_resources.phase_one_lane).toBe('nowhere');
  expect(applied.exposure_groups).toHaveLength(1);
  const guest = await server.makeUser('profile-guest@lab.org', 'user');
  expect((await server.call(guest.token, 'sessions.delete_configuration_profile', [made._id])).status).toBe(403);
  expect((await ask('sessions.delete_configuration_profile', [made._id])).status).toBe(200);
});

it('comes back with its exposures when its directory is attached', async () => {
  const session = await createHandWorkedSession(server);
  const place = [session.project.uid, session.sessionUid];
  session.add(2);
  session.take();
  finish(session, 1);
  session.leave();
  // It would go on to work in a directory that is no longer this instance's.
  const early = await server.call(session.token, 'projects.detach', [session.project.uid]);
  expect(early).toMatchObject({ status: 409, body: { detail: expect.stringContaining('pause it first') as string } });
  await server.call(session.token, 'sessions.pause', place);
  await server.house.flushMirror();
  const before = session.exposures();
  expect((await server.call(session.token, 'projects.detach', [session.project.uid])).status).toBe(200);
  const { project_dir: path } = session.project;
  const attached = (await server.call(session.token, 'projects.attach', [], { path })).body as { uid: string };
  const { body } = await server.call(session.token, 'exposures.find', [], { project_uid: [attached.uid] });
  const after = body as Exposure[];
  expect(after).toHaveLength(2);
  for (const [index, one] of after.entries()) {
    const { uid, stage, attributes, groups, abs_file_path } = before[index] ?? one;
    expect(one).toMatchObject({ project_uid: attached.uid, uid, stage, attributes, groups, abs_file_path });
  }
  const records = server.house.store.exposures.records(after[0]?._id ?? '');
  expect(Object.keys(JSON.parse(records) as object)).toEqual([...stages]);
});

it('answers what the interface has no function for', async () => {
  const session = await createHandWorkedSession(server);
  const origin = new URL(await server.listen()).origin;
  const key = { project_uid: session.project.uid, session_uid: session.sessionUid };
  const ask = async (token: string, path: string, body?: object): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${origin}/api/live/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify({ ...key, ...body }) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const query = new URLSearchParams(key).toString();
  session.add(2);
  session.take();
  finish(session, 1);
  const series = { uid: [1, 2], average_defocus: [1, 0], failed: [0, 0] };
  expect(await ask(session.token, `series?${query}&name=average_defocus&name=failed`)).toEqual({
    status: 200,
    body: series,
  });
  expect((await ask(session.token, `series?${query}&name=doc`)).status).toBe(422);
  const one = (await ask(session.token, `exposure?${query}&uid=1`)).body as { stages: object };
  expect(Object.keys(one.stages)).toEqual([...stages]);

  const other = await server.makeUser('other-admin@lab.org', 'admin');
  const guest = await server.makeUser('watching-guest@lab.org', 'user');
  expect((await ask(session.token, 'notes', { notes: 'ice is thin', lock: true })).status).toBe(200);
  expect((await ask(other.token, 'notes', { notes: 'no' })).status).toBe(409);
  expect((await ask(session.token, 'notes', { lock: false })).status).toBe(200);
  expect(await ask(other.token, 'notes', {})).toEqual({
    status: 200,
    body: { notes: 'ice is thin', notes_lock: null },
  });
  for (const path of [`series?${query}&name=failed`, `exposure?${query}&uid=1`]) {
    expect((await ask(guest.token, path)).status).toBe(404);
    expect((await ask('nobody', path)).status).toBe(401);
  }
  expect((await ask(guest.token, 'notes', { notes: 'mine' })).status).toBe(404);

  const group = session.read().exposure_groups[0];
  const folder = group?.file_engine_watch_path_abs ?? '';
  writeFileSync(join(folder, 'told.dat'), 'a movie');
  const told = { exp_group_id: group?.exp_group_id, paths: [join(folder, 'told.dat')] };
  expect(await ask(session.token, 'announce', told)).toEqual({ status: 200, body: { added: 1 } });
  expect(await ask(session.token, 'announce', told)).toEqual({ status: 200, body: { added: 0 } });
  expect((await ask(session.token, 'announce', { ...told, paths: ['/etc/passwd'] })).status).toBe(403);
  expect(session.exposures()).toHaveLength(3);
});

it('pauses when the disk is full, blames no exposure, and goes on when there is room', async () => {
  const session = await createHandWorkedSession(server);
  session.add(1);
  session.take();
  session.end(1, 'the disk is full', 'disk');
  expect(session.read()).toMatchObject({
    status: 'paused',
    errors: [{ type: 'disk_full', input: 'the disk is full' }],
  });
  expect(session.exposures()[0]).toMatchObject({ in_progress: false, failed: false, fail_count: 0 });
  // This machine's disk has room: the engine looks every few seconds.
  await expect.poll(() => session.read().status, { timeout: 20_000 }).toBe('running');
  expect(session.read().errors).toEqual([]);
});

it('pauses when a worker dies again and again, but not when it finishes something between', async () => {
  const session = await createHandWorkedSession(server);
  session.add(3);
  const worker = (): string | undefined => Object.values(session.read().phase_one_workers)[0]?.status;
  /** Each death is followed by another start. */
  const die = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      session.die();
      await expect.poll(worker, { interval: 5, timeout: 20_000 }).toBe('queued');
    }
  };
  await die(9);
  await expect.poll(() => session.take(), { timeout: 20_000 }).toBe(1);
  session.end(1, 'a bad movie');
  await die(9);
  expect(session.read().status).toBe('running');
  session.die();
  await expect.poll(() => session.read().status, { timeout: 20_000 }).toBe('paused');
  expect(session.read().errors).toMatchObject([{ type: 'workers_failing' }]);
});
