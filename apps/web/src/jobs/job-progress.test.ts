import { expect, it } from 'vitest';
import { progressOf } from './job-progress.js';

type Job = Parameters<typeof progressOf>[0];
const made = (status: string, progress: readonly object[]): Job => ({ status, progress }) as unknown as Job;

it('says what a job at work does, and nothing of others', () => {
  const said = [{ progress: 0.25, message: 'iteration 3' }];
  expect(progressOf(made('running', said))).toEqual({ share: 0.25, words: 'iteration 3' });
  expect(progressOf(made('completed', said))).toBeNull();
  expect(progressOf(made('running', []))).toBeNull();
  expect(progressOf(made('running', [{ progress: 7, message: 'much' }]))?.share).toBe(1);
  expect(progressOf(made('running', [{ message: 5 }]))).toBeNull();
});
