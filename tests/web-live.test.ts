import { join } from 'node:path';
import type { Exposure, Session } from '@vitreous/schema';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { call } from './server-process.js';
import { walkInChromium } from './walk-in-chromium.js';
import { judgeScreen } from './web-browser.js';

const size = { count: 4, size: 1024, frames: 8, psize: 1.2, dose: 28.8 };
/** What a busy machine may take to work through a few small movies. */
const workMs = 120_000;

/** What a busy machine may take to show what has changed. */
function eventually<Value>(
  look: () => Value | Promise<Value>,
  timeout = 20_000,
): ReturnType<typeof expect.poll<Value>> {
  return expect.poll(look, { timeout });
}

walkInChromium('a Live session, in Chromium', { movies: size }, (walk) => {
  const { projects, movies } = walk;
  let page: Page;

  const ask = async <Value>(path: string): Promise<Value> =>
    (await call(walk.server.url, walk.token, 'GET', path)) as Value;
  const session = (): Promise<Session> => ask('sessions.find_one/P1/S1');
  const exposure = (uid: number): Promise<Exposure> => ask(`exposures.find_one/P1/S1/${uid}`);
  const open = async (tab: string): Promise<void> => page.getByRole('tab', { name: tab, exact: true }).click();
  const inspector = (uid: number): Locator => page.getByRole('complementary', { name: `Exposure ${uid}`, exact: true });

  beforeAll(async () => {
    const { server, token } = walk;
    const project = new URLSearchParams({ title: 'Apoferritin', parent_dir: projects });
    await call(server.url, token, 'POST', `projects.create?${project.toString()}`);
    await call(server.url, token, 'POST', 'sessions.create/P1?title=Overnight');
    page = await walk.logIn();
  });

  it('is set up, with what is wrong beside its field, and kept as a profile', async () => {
    await page.goto(`${walk.server.url}/projects/P1/sessions/S1`);
    await page.getByText('Before it can start it needs').waitFor();
    expect(await page.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
    for (const [tab, empty] of [
      ['Overview', 'No exposures yet'],
      ['Exposures', 'No exposures yet'],
      ['Curate', 'Nothing is measured yet'],
      ['Picking', 'No exposure to pick on yet'],
    ] as const) {
      await open(tab);
      await page.getByRole('heading', { name: empty }).waitFor();
    }
    await judgeScreen(page, 'live-picking-empty');
    await open('Configuration');
    await page.getByRole('button', { name: 'Add a group' }).click();
    await page.getByLabel('Folder', { exact: true }).fill(movies);
    await page.getByLabel('Names of files').fill('*.tiff');
    await page.getByText('4 files there now.').waitFor();
    await page.getByLabel('Gain reference', { exact: true }).fill(join(movies, 'no-gain.mrc'));
    await page.getByRole('button', { name: 'Use this group' }).click();
    await page.getByRole('group', { name: 'Group 1' }).getByText('There is no such file.').waitFor();
    await judgeScreen(page, 'live-configuration-wrong');
    await page.getByLabel('Gain reference', { exact: true }).fill(join(movies, 'gain.mrc'));
    await page.getByRole('button', { name: 'Use this group' }).click();
    await page.getByText('In use since it was finished').waitFor();
    await page.getByLabel('Lane of the exposures').selectOption({ index: 1 });
    await eventually(() => page.getByText('Needed before the session can start.').count()).toBeGreaterThan(5);
    const values: readonly (readonly [string, string])[] = [
      ['Raw pixel size (Å)', '1.2'],
      ['Accelerating voltage (kV)', '300'],
      ['Spherical aberration (mm)', '2.7'],
      ['Total exposure (e/Å²)', '28.8'],
      ['Least particle diameter (Å)', '150'],
      ['Greatest particle diameter (Å)', '190'],
      ['Box size (px)', '255'],
    ];
    for (const [label, value] of values) await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Expected an even number.').waitFor();
    await page.getByLabel('Box size (px)', { exact: true }).fill('256');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Before it can start it needs').waitFor({ state: 'detached' });

    await page.getByLabel('Order of exposures').selectOption('latest');
    await page.getByLabel('Pause', { exact: true }).selectOption('immediate');
    await page.getByLabel('After so long without a new exposure (min)').fill('45');
    await page.getByLabel('After so long without a new exposure (min)').blur();
    await eventually(async () => (await session()).auto_pause_after_idle_minutes).toBe(45);
    await page.getByLabel("Keep this session's as").fill('Simulator');
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByRole('button', { name: 'Delete Simulator' }).waitFor();
    await judgeScreen(page, 'live-configuration');
    expect(await session()).toMatchObject({ exposure_processing_priority: 'latest', auto_pause: 'immediate' });
  });

  it('takes its settings back from a profile', async () => {
    await page.getByLabel('Pause', { exact: true }).selectOption('disabled');
    await eventually(async () => (await session()).auto_pause).toBe('disabled');
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
    await eventually(async () => (await session()).auto_pause).toBe('immediate');
    await page.getByRole('button', { name: 'Use this group' }).click();
    await page.getByText('In use since it was finished').waitFor();
    await page.getByRole('button', { name: 'Delete Simulator' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete Simulator' }).waitFor({ state: 'detached' });
  });

  it('runs, and exposures come without a reload', async () => {
    await page.getByRole('button', { name: 'Start' }).click();
    await open('Exposures');
    await eventually(() => page.getByRole('button', { name: /^\d+ Accepted/i }).count(), workMs).toBe(4);
    await page.getByRole('button', { name: /^4 Accepted/i }).click();
    await inspector(4).getByText('kept').waitFor();
    await inspector(4).getByRole('img', { name: 'Power spectrum of exposure 4, half of it' }).waitFor();
    await inspector(4).getByRole('img', { name: 'Drift of exposure 4' }).waitFor();
    await inspector(4).getByRole('img', { name: 'Local motion of exposure 4' }).waitFor();
    await inspector(4)
      .getByRole('img', { name: /^Defocus over exposure 4, from \d+ Å to \d+ Å$/ })
      .waitFor();
    const image = inspector(4).getByRole('img', { name: 'Micrograph of exposure 4' });
    const look = await drawnPixels(image);
    await inspector(4).getByRole('slider', { name: 'Low-pass' }).fill('20');
    await eventually(async () => (await drawnPixels(image)) !== look).toBe(true);
    await judgeScreen(page, 'live-exposures');
    await page.getByRole('button', { name: 'As table' }).click();
    await page.getByRole('columnheader', { name: 'Defocus (µm)' }).getByRole('button').click();
    await eventually(() => page.getByRole('columnheader', { name: 'Defocus (µm)' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
    const shown = await page.getByRole('row').locator(':nth-child(5)').allInnerTexts();
    const defocus = shown.slice(1).map(Number);
    expect(defocus).toHaveLength(4);
    expect(defocus).toEqual([...defocus].sort((a, b) => a - b));
    await judgeScreen(page, 'live-table');
    await page.getByRole('button', { name: 'As pictures' }).click();
    await page.getByLabel('Sort by').selectOption('uid');
    await open('Overview');
    await page.getByRole('img', { name: 'CTF fit of 4 exposures over time' }).waitFor();
    await page.getByRole('img', { name: '4 exposures found and 4 ready over time' }).waitFor();
    await judgeScreen(page, 'live-overview');
  }, 180_000);

  it('shows every pixel of a micrograph, filtered, and goes on by keys', async () => {
    await open('Exposures');
    await page.getByRole('button', { name: /^4 Accepted/i }).click();
    const image = inspector(4).getByRole('img', { name: 'Micrograph of exposure 4' });
    await eventually(() => image.getAttribute('data-pixels')).toBe('preview');
    for (let i = 0; i < 4; i++) await inspector(4).getByRole('button', { name: 'From nearer' }).click();
    await eventually(() => image.getAttribute('data-pixels')).toBe('all');
    await judgeScreen(page, 'live-near');
    await inspector(4).getByRole('button', { name: 'The whole picture' }).click();
    await page.getByRole('button', { name: /^4 Accepted/i }).focus();
    const before = page.url();
    await page.keyboard.press('ArrowRight');
    await eventually(() => page.url()).not.toBe(before);
  });

  it('rejects an exposure with R, and takes it back', async () => {
    await page.getByRole('button', { name: /^3 /i }).click();
    await inspector(3).waitFor();
    await page.keyboard.press('r');
    await inspector(3).getByText('Rejected: by hand.').waitFor();
    expect((await exposure(3)).manual_reject).toBe(true);
    await page.getByLabel('Which exposures').selectOption('rejected');
    await eventually(() => page.getByRole('button', { name: /^\d+ Rejected/i }).count()).toBe(1);
    await judgeScreen(page, 'live-rejected');
    await page.getByLabel('Which exposures').selectOption('all');
    await inspector(3).getByRole('button', { name: 'Take back' }).click();
    await inspector(3).getByText('Rejected: by hand.').waitFor({ state: 'detached' });
    expect((await exposure(3)).manual_reject).toBe(false);
  });

  it('shows at once which picks a limit keeps, then gives it to all exposures', async () => {
    const limit = inspector(3).getByRole('slider', { name: 'Least score' });
    const kept = inspector(3).getByText(/\d+ of \d+ picks? kept/);
    const extracted = (await exposure(3)).attributes.total_extracted_particles;
    await limit.focus();
    const count = async (): Promise<number> => parseInt(await kept.innerText(), 10);
    const all = await count();
    for (let i = 0; i < 10 && (await count()) > all / 2; i++) await page.keyboard.press('PageUp');
    expect(await count()).toBeLessThanOrEqual(all / 2);
    expect((await session()).params.thresh_score_min).toBe(0.3);
    await inspector(3).getByRole('button', { name: 'Apply to all' }).click();
    await eventually(async () => (await session()).params.thresh_score_min).toBeGreaterThan(0.3);
    await eventually(async () => (await exposure(3)).attributes.total_extracted_particles, workMs).toBeLessThan(
      extracted,
    );
  }, 180_000);

  it('keeps limits of the picker that is not in use for when it will be', async () => {
    await inspector(3).getByRole('button', { name: 'Template', exact: true }).click();
    const least = inspector(3).getByRole('textbox', { name: 'Least score' });
    await least.fill('0.55');
    await least.press('Enter');
    const before = (await session()).parameter_version;
    await inspector(3).getByRole('button', { name: 'Keep', exact: true }).click();
    await eventually(async () => (await session()).picking_thresholds.template_ncc_score.value).toBe(0.55);
    expect((await session()).parameter_version).toBe(before);
    await inspector(3).getByRole('button', { name: 'Blob', exact: true }).click();
  });

  it('adds picks by hand, takes them away, and extracts them', async () => {
    await inspector(3).getByRole('button', { name: 'By hand' }).click();
    await inspector(3).getByRole('button', { name: 'Pick by hand' }).click();
    const frame = inspector(3).getByRole('group', { name: 'Micrograph of exposure 3' });
    const picks = async (): Promise<number> => (await exposure(3)).attributes.total_manual_picks;
    const { width, height } = (await frame.boundingBox()) ?? { width: 0, height: 0 };
    const middle = { x: width / 2, y: height / 2 };
    await frame.click({ position: middle });
    await eventually(picks).toBe(1);
    await frame.click({ position: { x: middle.x + 80, y: middle.y - 60 } });
    await eventually(picks).toBe(2);
    await frame.click({ position: middle, modifiers: ['Alt'] });
    await eventually(picks).toBe(1);
    await frame.focus();
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await eventually(picks).toBe(2);
    const [row] = await ask<number[][]>('exposures.get_individual_picks/P1/S1/3/manual');
    expect(row?.[0]).toBeGreaterThan(0.5);
    await judgeScreen(page, 'live-by-hand');
    await inspector(3).getByRole('button', { name: 'Extract all manual picks' }).click();
    await inspector(3).getByText('Manual picks extracted').waitFor({ timeout: workMs });
    await inspector(3).getByRole('button', { name: 'Stop picking' }).click();
    await inspector(3).getByRole('button', { name: 'Blob', exact: true }).click();
  }, 180_000);

  it('drags a limit, shows while it is dragged how many it rejects, and resets it', async () => {
    await open('Curate');
    const status = page.getByRole('status').filter({ hasText: 'outside the limits' });
    await status.getByText('0 exposures').waitFor();
    const line = page.getByRole('slider', { name: 'Greatest CTF fit (Å)' }).first();
    const box = (await line.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + 150, { steps: 6 });
    await eventually(() => status.innerText()).toMatch(/^[1-3] exposures?\s+of 4 outside the limits/);
    const limitOf = async (): Promise<number | null> =>
      (await session()).attributes.find(({ name }) => name === 'ctf_fit_to_A')?.max ?? null;
    expect(await limitOf()).toBeNull();
    const outside = Number((await status.innerText()).slice(0, 1));
    await page.mouse.up();
    await eventually(limitOf).toBeGreaterThan(1);
    await eventually(async () => (await session()).stats.total_rejected).toBe(outside);
    await judgeScreen(page, 'live-curate');
    await page.getByLabel('Along x').selectOption('average_defocus');
    await page.getByRole('img', { name: 'CTF fit (Å) over Defocus (µm) of 4 exposures' }).waitFor();
    const least = page.getByLabel('Least Defocus (µm), as a number');
    await least.fill('0.1');
    await least.press('Enter');
    await eventually(async () => (await session()).attributes.find(({ name }) => name === 'average_defocus')?.min).toBe(
      1000,
    );
    await page.getByRole('button', { name: 'Reset all' }).click();
    await status.getByText('0 exposures').waitFor();
    expect(await limitOf()).toBeNull();
  });

  it('opens what is pressed in a plot, and chooses what is framed', async () => {
    const plot = page.getByRole('img', { name: 'CTF fit (Å) over Defocus (µm) of 4 exposures' });
    const { x, y, width, height } = (await plot.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(x + 80, y + 40);
    await page.mouse.down();
    await page.mouse.move(x + width - 30, y + height - 60, { steps: 5 });
    await page.mouse.up();
    const chosen = page.getByRole('region', { name: 'Chosen exposures' });
    await chosen.getByText(/exposures? chosen/).waitFor();
    await judgeScreen(page, 'live-chosen');
    const count = Number((await chosen.getByText(/exposures? chosen/).innerText()).split(' ')[0]);
    await chosen.getByRole('button', { name: 'Reject by hand' }).click();
    await eventually(async () => (await session()).stats.manual_rejected).toBe(count);
    await chosen.getByRole('button', { name: 'Take back' }).click();
    await eventually(async () => (await session()).stats.manual_rejected).toBe(0);
    await chosen
      .getByRole('button', { name: /Accepted/i })
      .first()
      .click();
    await page.getByRole('tab', { name: 'Exposures', selected: true }).waitFor();
  });

  it('tries parameters on one exposure, and gives them to all', async () => {
    await page.getByRole('button', { name: /^2 /i }).click();
    await inspector(2).getByRole('button', { name: 'Actions on exposure 2' }).click();
    await page.getByRole('menuitem', { name: 'Try parameters on it' }).click();
    await page.getByRole('dialog').getByLabel('Box size (px)', { exact: true }).fill('240');
    await judgeScreen(page, 'live-trial-dialog');
    await page.getByRole('dialog').getByRole('button', { name: 'Try', exact: true }).click();
    await inspector(2).getByText('Box size 256 → 240 px').waitFor();
    await eventually(async () => (await exposure(2)).stage, workMs).toBe('ready');
    expect((await exposure(3)).parameter_version).toBe((await session()).parameter_version);
    await judgeScreen(page, 'live-trial');
    await inspector(2).getByRole('button', { name: 'Apply to all' }).first().click();
    await eventually(async () => (await session()).params.box_size_pix).toBe(240);
    await inspector(2).getByText('Box size 256 → 240 px').waitFor({ state: 'detached' });
  }, 180_000);

  it('changes the picker for what comes from now on, seen on an exposure', async () => {
    await open('Picking');
    await page.getByText(/\d+ of \d+ picks? kept/).waitFor({ timeout: workMs });
    await judgeScreen(page, 'live-picking');
    const version = (await session()).parameter_version;
    await page.getByLabel('Greatest particle diameter (Å)', { exact: true }).fill('200');
    await page.getByText('exposures are done anew from picking on').first().waitFor();
    await page.getByRole('region', { name: 'Picker and boxes' }).getByRole('button', { name: 'From now on' }).click();
    await eventually(async () => (await session()).params.blob_diameter_max).toBe(200);
    expect((await session()).parameter_version).toBe(version + 1);
    expect((await exposure(1)).parameter_version).toBe(version);
  }, 180_000);

  it('pauses, and says so', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Start' }).waitFor();
    expect((await session()).status).toBe('paused');
  });

  it('works on a small screen and on a tablet', async () => {
    for (const [width, height] of [
      [1280, 800],
      [820, 1180],
    ] as const) {
      await page.setViewportSize({ width, height });
      for (const tab of ['Configuration', 'Overview', 'Exposures', 'Curate', 'Picking']) {
        await open(tab);
        await page.getByRole('tabpanel', { name: tab }).waitFor();
        await judgeScreen(page, `live-${tab.toLowerCase()}-${width}`);
        // Nothing lies beyond the right edge.
        expect(await page.evaluate('document.documentElement.scrollWidth'), tab).toBeLessThanOrEqual(width);
      }
    }
  }, 180_000);
});

/** What a canvas shows, to tell whether it has changed. */
async function drawnPixels(canvas: Locator): Promise<string> {
  return (await canvas.screenshot()).toString('base64');
}
