import { livePreprocessingParams } from '@vitreous/schema';
import { describe, expect, it } from 'vitest';
import { decideAutoPause } from '../auto-pause.js';
import { earliestTouched, setBack } from './stage-order.js';
import { planWorkers, type WorkerJob } from './workers.js';

const params = livePreprocessingParams.parse({});

it.each([
  [{}, null],
  [{ do_plotting: true }, null],
  [{ thresh_score_min: 0.5 }, 'extract'],
  [{ thresh_score_min: 0.5, blob_diameter_min: 100 }, 'pick'],
  [{ cs_mm: 2.7, blob_diameter_min: 100 }, 'ctf'],
  [{ thresh_score_min: 0.5, psize_A: 1 }, 'motion'],
] as const)('a change of %j touches %s first', (change, stage) => {
  expect(earliestTouched(params, { ...params, ...change })).toBe(stage);
});

it('sets back to the stage before, and only what stands after it', () => {
  expect(setBack('pick')).toEqual({ stage: 'ctf', from: ['pick', 'extract', 'extract_manual', 'ready'] });
  expect(setBack('motion')).toEqual({
    stage: 'found',
    from: ['check', 'motion', 'thumbs', 'ctf', 'pick', 'extract', 'extract_manual', 'ready'],
  });
});

describe('workers', () => {
  const job = (uid: string, status: string, stopping = false): WorkerJob => ({ uid, status, stopping });
  const always = { waiting: 0, onDemand: false };
  it.each([
    ['makes as many as are wanted', [], { wanted: 2, ...always }, { restart: [], create: 2, stop: [] }],
    [
      'starts the dead again before it makes new ones',
      [job('J1', 'failed'), job('J2', 'running')],
      { wanted: 3, ...always },
      { restart: ['J1'], create: 1, stop: [] },
    ],
    [
      'leaves out what a person killed',
      [job('J1', 'killed'), job('J2', 'running')],
      { wanted: 2, ...always },
      { restart: [], create: 0, stop: [] },
    ],
    [
      'stops what is too many',
      [job('J1', 'running'), job('J2', 'queued')],
      { wanted: 1, ...always },
      { restart: [], create: 0, stop: ['J2'] },
    ],
    ['waits for exposures', [], { wanted: 2, waiting: 0, onDemand: true }, { restart: [], create: 0, stop: [] }],
    [
      'makes no more than there is to do',
      [],
      { wanted: 4, waiting: 1, onDemand: true },
      { restart: [], create: 1, stop: [] },
    ],
  ] as const)('%s', (_what, jobs, demand, plan) => {
    expect(planWorkers(jobs, demand)).toEqual(plan);
  });
});

it.each([
  ['disabled', 60, 0, 0, 'go on'],
  ['immediate', 5, 0, 0, 'go on'],
  ['immediate', 11, 0, 1, 'pause'],
  ['immediate', 11, 2, 0, 'ending'],
  ['graceful', 11, 0, 1, 'ending'],
  ['graceful', 11, 0, 0, 'pause'],
] as const)(
  '%s, idle for %i minutes, %i exposures and %i jobs at work: %s',
  (auto_pause, minutes, unfinished, streamingAtWork, decision) => {
    const state = {
      auto_pause,
      auto_pause_after_idle_minutes: 10,
      idleMs: minutes * 60_000,
      unfinished,
      streamingAtWork,
    };
    expect(decideAutoPause(state)).toBe(decision);
  },
);
