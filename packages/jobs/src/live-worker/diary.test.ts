import { expect, it } from 'vitest';
import { createDiary } from './diary.js';

const written = (): { lines: string[]; diary: ReturnType<typeof createDiary> } => {
  const lines: string[] = [];
  const log = (text: string, level = 'text'): Promise<void> => {
    lines.push(`${level}: ${text}`);
    return Promise.resolve();
  };
  return { lines, diary: createDiary({ log }) };
};

it('tells of the first exposures soon, of the next less and less often', async () => {
  const { lines, diary } = written();
  for (let uid = 1; uid <= 100; uid++) await diary.note({ exposure_uid: uid, movie: 'S1/a.tiff' }, 2, null);
  expect(diary.count()).toBe(100);
  expect(lines.map((line) => parseInt(line.replace('text: ', ''), 10))).toEqual([1, 2, 4, 8, 16, 32, 64]);
  await diary.end();
  expect(lines.at(-1)).toBe('text: 100 exposures processed, 2.0 s each.');
});

it('names failures, until there are too many', async () => {
  const { lines, diary } = written();
  for (let uid = 1; uid <= 60; uid++) await diary.note({ exposure_uid: uid, movie: 'S1/a.tiff' }, 1, 'no movie');
  const warnings = lines.filter((line) => line.startsWith('warning'));
  expect(warnings[0]).toBe('warning: Exposure 1 (a.tiff) failed: no movie');
  expect(warnings).toHaveLength(51);
  expect(warnings.at(-1)).toContain('only counted');
  await diary.end();
  expect(lines.at(-1)).toContain('60 attempts failed');
});

it('says so when nothing was to be done', async () => {
  const { lines, diary } = written();
  await diary.end();
  expect(lines).toEqual(['text: 0 exposures processed.']);
});
