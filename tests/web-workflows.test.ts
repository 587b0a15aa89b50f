import type { Page } from 'playwright-core';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createJobMaker, type JobMaker } from './make-jobs.js';
import { walkInChromium } from './walk-in-chromium.js';
import { judgeScreen } from './web-browser.js';

const patience = 240_000;

walkInChromium('maps of jobs, many jobs at once, and workflows, in Chromium', {}, (walk) => {
  let page: Page;
  let jobs: JobMaker;
  const list = (): string => `${walk.server.url}/projects/P1/workspaces/W1`;

  beforeAll(async () => {
    jobs = createJobMaker(walk.server.url, walk.token);
    await jobs.post(`projects.create?${new URLSearchParams({ title: 'Maps', parent_dir: walk.projects }).toString()}`);
    await jobs.post('workspaces.create/P1?title=Refinement');
    await jobs.post('workspaces.create/P1?title=Second%20thoughts');
    const made = await jobs.make('simulate_data', { num_particles: 200, box_size_pix: 32, psize_A: 8, symmetry: 'C2' });
    const from = [
      ['particles', made, 'particles'],
      ['volume', made, 'volume'],
    ] as const;
    const refined = await jobs.make(
      'homo_refine_new',
      { refine_symmetry: 'C2', refine_num_max_iterations: 2 },
      ...from,
    );
    for (const uid of [made, refined]) await jobs.post(`jobs.enqueue/P1/${uid}`);
    await jobs.becomes(refined, 'completed');
    page = await walk.logIn();
    await page.getByRole('article', { name: 'P1' }).waitFor();
  }, patience);

  it('shows the maps of a refinement, and how good they are', async () => {
    await page.goto(`${list()}?job=P1-J2`);
    const dialog = page.getByRole('dialog', { name: 'Job J2' });
    await dialog.getByRole('tab', { name: 'Maps', selected: true }).waitFor();
    await dialog.getByText('32 × 32 × 32 voxels of 8.000 Å').waitFor();
    const good = dialog.getByRole('group', { name: 'How good the map is' });
    await good.getByRole('heading', { name: /^Fourier shell correlation: \d+\.\d\d Å$/ }).waitFor();
    await good.getByRole('img', { name: /^Viewing directions of 200 particles: / }).waitFor();
    await dialog.getByRole('button', { name: 'Half A' }).click();
    await dialog.getByRole('button', { name: 'Slices' }).click();
    await dialog.getByRole('img', { name: 'Map of J2, slice across Z' }).waitFor();
    await dialog.getByRole('button', { name: 'Surface' }).click();
    await dialog.getByRole('button', { name: 'Sharpened' }).click();
    await judgeScreen(page, 'job-maps');
    // What was never made has no maps to show.
    await jobs.make('homo_refine_new', {}, ['particles', 'J1', 'particles'], ['volume', 'J1', 'volume']);
    await page.goto(`${list()}?job=P1-J3`);
    await page.getByRole('tab', { name: 'Inputs', selected: true }).waitFor();
    expect(await page.getByRole('tab', { name: 'Maps' }).count()).toBe(0);
  });

  it('chooses several jobs with pointer and keys, and does one thing to all of them', async () => {
    await page.goto(list());
    const card = (uid: string) => page.getByRole('article', { name: uid });
    await card('J1').click();
    await card('J3').click({ modifiers: ['Shift'] });
    const side = page.getByRole('complementary', { name: 'Details of 3 jobs' });
    await side.getByRole('listitem').filter({ hasText: 'J2' }).waitFor();
    await judgeScreen(page, 'jobs-several');
    await card('J2').click({ modifiers: ['Control'] });
    await page.getByRole('complementary', { name: 'Details of 2 jobs' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('complementary', { name: 'Details of J1' }).waitFor();
    await page.keyboard.press('Control+a');
    await side.waitFor();
    // In a menu, for all of them: into a second workspace.
    await card('J2').click({ button: 'right' });
    const menu = page.getByRole('menu', { name: 'Actions of 3 jobs' });
    await menu.getByRole('menuitem', { name: 'Workspaces…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Workspaces of 3 jobs' });
    await dialog.getByRole('checkbox', { name: 'W2' }).click();
    await expect.poll(async () => (await jobs.find('W2')).map(({ uid }) => uid)).toEqual(['J1', 'J2', 'J3']);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    // A tag for all, too.
    await card('J2').click({ button: 'right' });
    await menu.getByRole('menuitem', { name: 'Edit tags…' }).click();
    const tags = page.getByRole('dialog', { name: 'Tags' });
    await tags.getByLabel('Find or name a tag').fill('good grid');
    await tags.getByRole('button', { name: 'Make' }).click();
    await expect.poll(async () => (await jobs.find('W1')).every((job) => job.tags.length === 1)).toBe(true);
    await page.keyboard.press('Escape');
    await tags.waitFor({ state: 'hidden' });
  });

  it('clones jobs together, and clears and deletes the copies', async () => {
    await page.goto(`${list()}?view=tree`);
    // With fingers: each press is one more.
    await page.getByRole('button', { name: 'Select several' }).click();
    await page.getByRole('button', { name: 'J1', pressed: false }).click();
    await page.getByRole('button', { name: 'J2', pressed: false }).click();
    const side = page.getByRole('complementary', { name: 'Details of 2 jobs' });
    await side.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('button', { name: 'Clone together…' }).click();
    const form = page.getByRole('dialog', { name: 'Clone 2 jobs' });
    await form.getByLabel('Into').selectOption('W2');
    await form.getByRole('button', { name: 'Clone' }).click();
    await form.waitFor({ state: 'hidden' });
    // The copy of J2 is built upon the copy of J1.
    await expect.poll(async () => (await jobs.find('W2')).find(({ uid }) => uid === 'J5')?.parents).toEqual(['J4']);
    await page.goto(`${walk.server.url}/projects/P1/workspaces/W2?view=table`);
    await page.getByRole('row', { name: 'J4' }).click();
    await page.keyboard.press('Shift+ArrowDown');
    await side.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('button', { name: 'Delete 2 jobs' }).click();
    await page.getByRole('dialog', { name: 'Delete 2 jobs?' }).getByRole('button', { name: 'Delete' }).click();
    await expect.poll(async () => (await jobs.find('W2')).map(({ uid }) => uid)).toEqual(['J1', 'J2', 'J3']);
  });

  it('keeps jobs as a workflow, takes it as a file, and applies it with other parameters', async () => {
    await page.goto(list());
    await page.getByRole('article', { name: 'J1' }).click();
    await page.getByRole('article', { name: 'J2' }).click({ modifiers: ['Shift'] });
    await page.getByRole('article', { name: 'J2' }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Make a workflow of them…' }).click();
    const form = page.getByRole('dialog', { name: 'A workflow of 2 jobs' });
    await form.getByLabel('Title').fill('From nothing to a map');
    await form.getByRole('checkbox', { name: 'Number of particles' }).check();
    await judgeScreen(page, 'make-workflow');
    await form.getByRole('button', { name: 'Keep' }).click();
    await form.waitFor({ state: 'hidden' });
    await page.goto(`${walk.server.url}/projects/P1/workspaces/W2?new=workflows&in=P1-W2`);
    const listed = page.getByRole('dialog', { name: 'Workflows' });
    await listed.getByText('2 jobs: Simulate Data, Homogeneous Refinement').waitFor();
    await judgeScreen(page, 'workflows');
    // Out as a file, in again from the file, after a file that is none.
    const download = page.waitForEvent('download');
    await listed.getByRole('button', { name: 'Actions of From nothing to a map' }).click();
    await page.getByRole('menuitem', { name: 'Save as a file' }).click();
    const file = await (await download).path();
    const kept = JSON.parse(await readFile(file, 'utf8')) as object;
    const { folder } = walk;
    await writeFile(join(folder, 'copy.json'), JSON.stringify({ ...kept, title: 'A copy' }));
    await writeFile(join(folder, 'words.json'), 'no workflow');
    const picker = listed.locator('input[type=file]');
    await picker.setInputFiles(join(folder, 'words.json'));
    await page.getByText('words.json is no JSON file.').waitFor();
    await picker.setInputFiles(join(folder, 'copy.json'));
    await listed.getByRole('heading', { name: 'A copy' }).waitFor();
    await listed.getByRole('listitem').filter({ hasText: 'A copy' }).getByRole('button', { name: 'Apply…' }).click();
    const apply = page.getByRole('dialog', { name: 'A copy' });
    await apply.getByLabel('Number of particles').fill('-3');
    await apply.getByText('Expected 1 or more.').waitFor();
    await apply.getByLabel('Number of particles').fill('150');
    await judgeScreen(page, 'apply-workflow');
    await apply.getByRole('button', { name: 'Make 2 jobs' }).click();
    await apply.waitFor({ state: 'hidden' });
    const [simulated, refined] = (await jobs.find('W2')).slice(-2);
    expect(simulated?.spec.params).toMatchObject({ num_particles: 150, box_size_pix: 32 });
    expect(refined?.parents).toEqual([simulated?.uid]);
  });

  it('keeps parameters as a blueprint, and makes a job of it', async () => {
    await page.goto(`${list()}?new=make-blueprint&in=P1-J2`);
    const form = page.getByRole('dialog', { name: 'A blueprint of J2' });
    await form.getByLabel('Title').fill('Quick look');
    await form.getByRole('checkbox', { name: 'Point group' }).uncheck();
    await form.getByRole('button', { name: 'Keep' }).click();
    await form.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'New job' }).first().click();
    const builder = page.getByRole('dialog', { name: 'New job' });
    await builder.getByRole('button', { name: 'Quick look' }).click();
    await builder.waitFor({ state: 'hidden' });
    await expect
      .poll(async () => (await jobs.find('W1')).at(-1)?.spec.params)
      .toEqual({ refine_num_max_iterations: 2 });
  });
});
