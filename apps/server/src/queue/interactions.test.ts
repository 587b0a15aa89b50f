import type { Job } from '@vitreous/schema';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createInteractions } from './interactions.js';

const waitingJob = { project_uid: 'P1', uid: 'J1', status: 'waiting' } as Job;
const read = (): Job => waitingJob;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('brings a post to the worker and the answer back, whoever is first', async () => {
  const { ask, next, answer } = createInteractions();
  const polling = next(waitingJob);
  const asked = ask(waitingJob, 'count', { by: 2 }, 1000, read);
  const call = await polling;
  expect(call).toMatchObject({ action: 'count', body: { by: 2 } });
  // A worker whose line broke asks again and hears the same.
  expect(await next(waitingJob)).toEqual(call);
  answer(waitingJob, { id: call?.id ?? '', status: 200, content: 7 });
  expect(await asked).toBe(7);
  answer(waitingJob, { id: call?.id ?? '', status: 200, content: 8 });

  const refused = ask(waitingJob, 'count', {}, 1000, read);
  const second = await next(waitingJob);
  answer(waitingJob, { id: second?.id ?? '', status: 422, content: [] });
  await expect(refused).rejects.toMatchObject({ status: 422, detail: [] });
});

it('says whether a post that was not answered in time was begun', async () => {
  const { ask, next } = createInteractions();
  const first = expect(ask(waitingJob, 'slow', {}, 2000, read)).rejects.toMatchObject({
    status: 409,
    detail: 'J1 has not answered slow for 2 s; it was not begun.',
  });
  await vi.advanceTimersByTimeAsync(2000);
  await first;
  const second = expect(ask(waitingJob, 'slow', {}, 2000, read)).rejects.toMatchObject({
    detail: 'J1 has not answered slow for 2 s; it may still be at it.',
  });
  await next(waitingJob);
  await vi.advanceTimersByTimeAsync(2000);
  await second;
  const empty = next(waitingJob);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await empty).toBeNull();
});

it('keeps nobody waiting for a job that waits no longer, or when the server stops', async () => {
  const { ask, next, close } = createInteractions();
  let state: Job | null = waitingJob;
  const killed = expect(ask(waitingJob, 'count', {}, 60_000, () => state)).rejects.toMatchObject({
    status: 409,
    detail: 'J1 is killed: only a job that is waiting can be asked.',
  });
  state = { ...waitingJob, status: 'killed' };
  await vi.advanceTimersByTimeAsync(300);
  await killed;
  await expect(ask(state, 'count', {}, 1000, read)).rejects.toMatchObject({ status: 409 });

  const stopped = expect(ask(waitingJob, 'count', {}, 60_000, read)).rejects.toMatchObject({ status: 503 });
  const other = next({ ...waitingJob, uid: 'J2' });
  close();
  await stopped;
  expect(await other).toBeNull();
});

it('lets no more than a hundred posts wait at one job', async () => {
  const { ask, close } = createInteractions();
  const asked = Array.from({ length: 100 }, () => ask(waitingJob, 'count', {}, 1000, read).catch(() => null));
  await expect(ask(waitingJob, 'count', {}, 1000, read)).rejects.toMatchObject({ status: 409 });
  close();
  await Promise.all(asked);
});
