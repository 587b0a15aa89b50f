import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { createJobMaker, type JobMaker } from './make-jobs.js';
import { walkInChromium } from './walk-in-chromium.js';
import { judgeScreen } from './web-browser.js';

const patience = 180_000;
const size = { count: 4, size: 512, frames: 4, psize: 3, dose: 40 };

walkInChromium('interactive jobs in the web app, in Chromium', { movies: size }, (walk) => {
  const { projects, movies } = walk;
  let page: Page;
  let jobs: JobMaker;

  beforeAll(async () => {
    jobs = createJobMaker(walk.server.url, walk.token);
    await jobs.post(
      `projects.create?${new URLSearchParams({ title: 'Interactive', parent_dir: projects }).toString()}`,
    );
    await jobs.post('workspaces.create/P1?title=Picking');
    const imported = await jobs.make('import_movies', {
      blob_paths: `${movies}/movie-*.tiff`,
      gainref_path: `${movies}/gain.mrc`,
      psize_A: 3,
      accel_kv: 300,
      cs_mm: 2.7,
      total_dose_e_per_A2: 40,
    });
    const motion = await jobs.make('patch_motion_correction_multi', {}, ['movies', imported, 'imported_movies']);
    const ctf = await jobs.make('patch_ctf_estimation_multi', {}, ['exposures', motion, 'micrographs']);
    const micrographs = ['micrographs', ctf, 'exposures'] as const;
    const blob = await jobs.make('blob_picker_gpu', { diameter: 150, diameter_max: 190 }, micrographs);
    const picks = ['particles', blob, 'particles'] as const;
    const curate = await jobs.make('curate_exposures_v2', {}, ['exposures', ctf, 'exposures'], picks);
    const inspect = await jobs.make('inspect_picks_v2', {}, micrographs, picks);
    const manual = await jobs.make('manual_picker_v2', { box_size_pix: 64 }, micrographs);
    const boxes = { box_size_pix: 64, bin_size_pix: 32 };
    const extract = await jobs.make('extract_micrographs_cpu_parallel', boxes, micrographs, picks);
    const few = { class2D_K: 5, class2D_num_full_iter_batch: 8, class2D_num_full_iter: 1 };
    const classes = await jobs.make('class_2D_new', few, ['particles', extract, 'particles']);
    const classified = [
      ['particles', classes, 'particles'],
      ['templates', classes, 'class_averages'],
    ] as const;
    const select = await jobs.make('select_2D', {}, ...classified);
    const all = [imported, motion, ctf, blob, curate, inspect, manual, extract, classes, select];
    for (const uid of all) await jobs.post(`jobs.enqueue/P1/${uid}`);
    for (const uid of [curate, inspect, manual, select]) await jobs.becomes(uid, 'waiting');
    page = await walk.logIn();
    await page.getByRole('article', { name: 'P1' }).waitFor();
  }, patience);

  const open = async (uid: string): Promise<void> => {
    await page.goto(`${walk.server.url}/projects/P1/workspaces/W1?job=P1-${uid}`);
    await page.getByRole('group', { name: 'Micrograph, 512 × 512 px' }).waitFor();
  };

  it('curates exposures by a limit that is dragged and by eye', async () => {
    await open('J5');
    await page.getByText('4 accepted, 0 rejected').waitFor();
    const field = page.getByRole('region', { name: 'Defocus average' });
    const limit = field.getByRole('slider', { name: 'Greatest Defocus average' });
    // A little below the greatest value: one exposure is outside, told before it is let go.
    const box = await limit.boundingBox();
    if (box === null) throw new Error('the limit is not in sight');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 6, y, { steps: 3 });
    await field.getByText('1 outside').waitFor();
    await page.getByText('4 accepted, 0 rejected').waitFor();
    await page.mouse.up();
    await page.getByText('3 accepted, 1 rejected').waitFor();
    // By eye, with the keyboard: the one that the limit rejects is kept all the same, another is not.
    await page.getByLabel('Which exposures').selectOption('Rejected');
    await expect.poll(() => page.getByRole('option', { name: 'movie' }).count()).toBe(1);
    const first = (await page.getByRole('option', { name: 'movie-0001' }).count()) === 1;
    await page.getByRole('listbox', { name: 'Micrographs' }).focus();
    await page.keyboard.press('a');
    await page.getByText('4 accepted, 0 rejected, 1 by eye').waitFor();
    await page.getByLabel('Which exposures').selectOption('All');
    await page.getByRole('option', { name: first ? 'movie-0002' : 'movie-0001' }).click();
    await page.getByRole('button', { name: 'Reject R' }).click();
    await page.getByText('3 accepted, 1 rejected, 2 by eye').waitFor();
    await judgeScreen(page, 'curate-exposures');
    await page.getByRole('button', { name: 'Finish' }).click();
    await jobs.becomes('J5', 'completed');
    expect(await jobs.counts('J5')).toMatchObject({ exposures_accepted: 3, exposures_rejected: 1 });
  });

  it('keeps picks by their score and power', async () => {
    await open('J6');
    const kept = page.getByRole('status').filter({ hasText: 'picks kept' });
    await kept.waitFor();
    const [, all = ''] = /of ([\d\u202f]+)/.exec(await kept.innerText()) ?? [];
    await page.getByRole('button', { name: 'Find limits from the picks' }).click();
    await expect.poll(() => page.getByLabel('Least score').last().inputValue()).not.toBe('');
    await page.getByRole('textbox', { name: 'Least score' }).fill('0.5');
    await page.keyboard.press('Enter');
    await expect.poll(() => kept.innerText()).not.toContain(`${all} of`);
    await judgeScreen(page, 'inspect-picks');
    const [, some = ''] = /^([\d\u202f]+) of/.exec(await kept.innerText()) ?? [];
    await page.getByRole('button', { name: 'Finish' }).click();
    await jobs.becomes('J6', 'completed');
    const { particles = 0 } = await jobs.counts('J6');
    expect(particles).toBe(Number(some.replace('\u202f', '')));
    expect(particles).toBeLessThan(Number(all.replace('\u202f', '')));
  });

  it('picks by hand, with the pointer and with keys', async () => {
    await open('J7');
    const picture = page.getByRole('group', { name: 'Micrograph, 512 × 512 px' });
    await page.getByText('0 picks on 0 of 4').waitFor();
    const box = await picture.boundingBox();
    if (box === null) throw new Error('the micrograph is not in sight');
    const at = (x: number, y: number): [number, number] => [box.x + box.width * x, box.y + box.height * y];
    await page.mouse.click(...at(0.5, 0.4));
    await page.getByText('1 pick on 1 of 4').waitFor();
    await page.mouse.click(...at(0.6, 0.6));
    await page.getByText('2 picks on 1 of 4').waitFor();
    // A mark that is pressed again goes.
    await page.mouse.click(...at(0.6, 0.6));
    await page.getByText('1 pick on 1 of 4').waitFor();
    await picture.focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await page.getByText('2 picks on 1 of 4').waitFor();
    await judgeScreen(page, 'manual-picker');
    await page.getByRole('button', { name: 'Extract' }).click();
    await jobs.becomes('J7', 'completed');
    expect(await jobs.counts('J7')).toMatchObject({ particles: 2 });
    // The dialog follows: what was made is told in the log.
    await page.getByRole('tab', { name: 'Event log' }).waitFor();
    await page.getByText('2 of 2 picks extracted').first().waitFor();
  });

  it('selects classes, and their particles with them', async () => {
    await page.goto(`${walk.server.url}/projects/P1/workspaces/W1?job=P1-J10`);
    const tiles = page.getByRole('button', { name: /^Class \d+: / });
    await expect.poll(() => tiles.count()).toBe(5);
    // The averages themselves are seen.
    const seen = "[...document.querySelectorAll('.class-face img')].filter((one) => one.naturalWidth > 0).length";
    await expect.poll(() => page.evaluate(seen)).toBe(5);
    const label = await tiles.first().innerText();
    await tiles.first().click();
    await page.getByText('1 of 5 classes').first().waitFor();
    await judgeScreen(page, 'select-classes');
    await page.getByRole('button', { name: 'Finish with 1 class' }).click();
    await jobs.becomes('J10', 'completed');
    const particles = Number(/: *(\d+) *particles/.exec(label.replace(/\s+/g, ' '))?.[1]);
    expect(particles).toBeGreaterThan(0);
    expect(await jobs.counts('J10')).toMatchObject({ templates_selected: 1, particles_selected: particles });
  });
});
