import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { password, startServer } from './server-process.js';
import { admin, guest, walkInChromium } from './walk-in-chromium.js';
import { judgeScreen, logIn } from './web-browser.js';

const size = { count: 3, size: 512, frames: 4, psize: 3, dose: 20 };

walkInChromium('the web app, in Chromium', { movies: size, withGuest: true }, (walk) => {
  const { projects, movies } = walk;
  let page: Page;

  it('logs in, and shows why it does not', async () => {
    page = await walk.open();
    await logIn(page, admin, 'not the password');
    await page.getByRole('alert').getByText('wrong').waitFor();
    await judgeScreen(page, 'login');
    await logIn(page, admin, password);
    await page.getByRole('heading', { name: 'Create a new project' }).waitFor();
    // Before anything is shown: all scripts so far, as they were sent (brotli packs them a little tighter than gzip).
    const sent = await page.evaluate<number>(
      "performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)",
    );
    expect(sent).toBeGreaterThan(50_000);
    expect(sent).toBeLessThan(350_000);
    // No script may read the login.
    expect(await page.evaluate('document.cookie')).toBe('');
    const cookies = await page.context().cookies();
    expect(cookies.map(({ httpOnly, sameSite }) => [httpOnly, sameSite])).toEqual([[true, 'Strict']]);
  });

  it('makes a project in a directory and a workspace in it', async () => {
    await page.getByLabel('Title').fill('Apoferritin, grid 3');
    await page.getByLabel('Container directory').fill(projects);
    await page.getByLabel('Description').fill('UltrAuFoil R1.2/1.3, **300 kV**, 1.2 Å/px');
    await page.getByText('The project will be in').waitFor();
    await judgeScreen(page, 'projects-empty');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('heading', { name: 'Create a new workspace' }).waitFor();
    await judgeScreen(page, 'workspaces-empty');
    await page.getByRole('textbox', { name: 'Title' }).fill('From movies to particles');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText('There are no jobs yet').waitFor();
    await judgeScreen(page, 'jobs-empty');
  });

  it('builds a job from the register, says what is missing, runs it and shows its log', async () => {
    await page.getByRole('button', { name: 'New job' }).first().click();
    await judgeScreen(page, 'job-builder');
    await page.getByLabel('Find a type of job').fill('import mov');
    await page.keyboard.press('Enter');
    const sidebar = page.getByRole('complementary');
    await sidebar.getByPlaceholder('Required').first().waitFor();
    await judgeScreen(page, 'job-building');
    const values: readonly (readonly [string, string])[] = [
      ['Movies', `${movies}/movie-*.tiff`],
      ['Gain reference', join(movies, 'gain.mrc')],
      ['Raw pixel size (Å)', '3'],
      ['Accelerating voltage (kV)', '300'],
      ['Spherical aberration (mm)', '2.7'],
      ['Total exposure (e/Å²)', '20'],
    ];
    for (const [label, value] of values) {
      const field = sidebar.getByLabel(label, { exact: true });
      await field.fill(value);
      await field.blur();
    }
    await sidebar.getByRole('button', { name: 'Queue' }).click();
    await judgeScreen(page, 'queue-dialog');
    await page.getByRole('dialog').getByRole('button', { name: 'Queue' }).click();
    // Told by the server: nobody reloads.
    await page.getByRole('article').getByText('completed').waitFor({ timeout: 60_000 });
  });

  it('connects an output by dragging it, and another from a menu', async () => {
    await page.keyboard.press('n');
    await page.getByLabel('Find a type of job').fill('patch motion');
    await page.keyboard.press('Enter');
    const sidebar = page.getByRole('complementary');
    await sidebar.getByText('Drop an output here.').waitFor();
    await page.getByRole('button', { name: 'Outputs' }).click();
    await page
      .getByTitle('Drag onto an input that takes exposure')
      .first()
      .dragTo(sidebar.getByText('Drop an output here.'));
    await sidebar.getByText('imported_movies', { exact: true }).waitFor();
    await sidebar.getByRole('button', { name: 'Disconnect J1 imported_movies' }).click();
    await sidebar.getByRole('button', { name: 'Connect Movies' }).click();
    await page.getByRole('menuitem', { name: 'J1' }).click();
    await sidebar.getByText('imported_movies', { exact: true }).waitFor();
    await sidebar.getByRole('button', { name: 'Queue' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Queue' }).click();
    await page.getByRole('article', { name: 'J2' }).getByText('completed').waitFor({ timeout: 60_000 });
    await page.getByRole('article', { name: 'J2' }).dblclick();
    await page.getByRole('dialog').getByRole('img').first().waitFor();
    await judgeScreen(page, 'job-log');
    for (const tab of ['Inputs', 'Parameters', 'Outputs', 'Metadata']) {
      await page.getByRole('tab', { name: tab }).click();
      await judgeScreen(page, `job-${tab.toLowerCase()}`);
    }
    await page.keyboard.press('Escape');
  });

  it('shows jobs as cards, rows and a tree, and filters them', async () => {
    await judgeScreen(page, 'jobs-cards');
    await page.getByRole('button', { name: 'As table' }).click();
    await page.getByRole('row', { name: 'J2' }).click();
    await judgeScreen(page, 'jobs-table');
    await page.getByRole('button', { name: 'As tree' }).click();
    await judgeScreen(page, 'jobs-tree');
    await page.getByRole('button', { name: 'As cards' }).click();
    await page.keyboard.press('/');
    await page.keyboard.type('motion');
    await expect.poll(() => page.getByRole('article').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.getByLabel('Filter jobs').fill('');
    await expect.poll(() => page.getByRole('article').count()).toBe(2);
  });

  it('tags, stars and describes, and keeps it all', async () => {
    await page.getByRole('article', { name: 'J2' }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Star' }).waitFor();
    await judgeScreen(page, 'job-menu');
    await page.getByRole('menuitem', { name: 'Star' }).click();
    await page.getByRole('article', { name: 'J2' }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Edit tags…' }).click();
    await page.getByLabel('Find or name a tag').fill('good ice');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.getByRole('article', { name: 'J2' }).getByRole('button', { name: 'good ice' }).click();
    await expect.poll(() => page.getByRole('article').count()).toBe(1);
    await page.getByRole('button', { name: 'Starred only' }).click();
    await expect.poll(() => page.getByRole('article').count()).toBe(1);
    await page.reload();
    await expect.poll(() => page.getByRole('article').count()).toBe(1);
  });

  it('jumps with the keyboard', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Title or number' }).fill('apof');
    await page.getByRole('option', { name: 'Apoferritin, grid 3' }).first().waitFor();
    await judgeScreen(page, 'switcher');
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'From movies to particles' }).waitFor();
    await judgeScreen(page, 'workspaces-cards');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('complementary', { name: 'Details of W1' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'J2' }).waitFor();
    await page.keyboard.press('?');
    await judgeScreen(page, 'keyboard-help');
    await page.keyboard.press('Escape');
  });

  it('shares a project, and shows nothing else to a guest', async () => {
    const other = await walk.logIn(guest);
    await other.getByRole('heading', { name: 'Create a new project' }).waitFor();
    await page.getByRole('link', { name: 'Projects', exact: true }).first().click();
    await page.getByRole('article', { name: 'P1' }).click();
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await page.getByRole('menuitem', { name: 'ben' }).click();
    await judgeScreen(page, 'projects-cards');
    await other.getByRole('article', { name: 'P1' }).waitFor();
    await page.getByRole('button', { name: 'Stop sharing with ben' }).click();
    await other.reload();
    await other.getByRole('heading', { name: 'Create a new project' }).waitFor();
    await other.context().close();
    await page.getByRole('button', { name: 'Actions', exact: true }).click();
    await page.getByRole('dialog', { name: 'Actions of P1' }).waitFor();
    await judgeScreen(page, 'project-actions');
    await page.getByRole('button', { name: 'New workspace' }).click();
    await judgeScreen(page, 'new-workspace');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'As table' }).click();
    await judgeScreen(page, 'projects-table');
    await page.getByRole('button', { name: 'As cards' }).click();
    await page.getByRole('link', { name: 'completed 2' }).click();
    await expect.poll(() => page.getByRole('article').count()).toBe(2);
  });

  it('sets up a Live session, starts it, and sees exposures come', async () => {
    await page.getByRole('link', { name: 'Live sessions' }).click();
    await page.getByText('There is no Live session yet').waitFor();
    await judgeScreen(page, 'sessions-empty');
    await page.getByRole('button', { name: 'New session' }).first().click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Overnight');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText('Before it can start it needs').waitFor();
    await page.getByRole('button', { name: 'Add a group' }).click();
    await page.getByLabel('Folder', { exact: true }).fill(movies);
    await page.getByLabel('Names of files').fill('*.tiff');
    await page.getByLabel('Gain reference', { exact: true }).fill(join(movies, 'gain.mrc'));
    await page.getByText('3 files there now.').waitFor();
    await judgeScreen(page, 'session-configuration');
    await page.getByRole('button', { name: 'Use this group' }).click();
    await page.getByText('In use since it was finished').waitFor();
    await page.getByLabel('Lane of the exposures').selectOption({ index: 1 });
    const values: readonly (readonly [string, string])[] = [
      ['Raw pixel size (Å)', '3'],
      ['Accelerating voltage (kV)', '300'],
      ['Spherical aberration (mm)', '2.7'],
      ['Total exposure (e/Å²)', '20'],
      ['Least particle diameter (Å)', '150'],
      ['Greatest particle diameter (Å)', '190'],
      ['Box size (px)', '96'],
    ];
    for (const [label, value] of values) await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('All is saved.').waitFor();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('tab', { name: 'Exposures' }).click();
    // They appear as they are done: nobody reloads.
    await page.getByText('accepted').nth(3).waitFor({ timeout: 120_000 });
    await page.getByRole('img', { name: 'Micrograph of exposure 3' }).waitFor();
    await judgeScreen(page, 'session-exposures');
    await page.getByRole('tab', { name: 'Overview' }).click();
    await page.getByRole('img', { name: 'Blob picks of 3 exposures' }).waitFor();
    await judgeScreen(page, 'session-overview');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Start' }).waitFor();
    await page.getByRole('link', { name: 'Live sessions' }).click();
    await page.getByRole('article', { name: 'S1' }).waitFor();
    await judgeScreen(page, 'sessions-cards');
    const bar = page.getByRole('navigation', { name: 'Projects with sessions' });
    await bar.getByRole('button', { name: 'All projects', pressed: true }).waitFor();
    await bar.getByRole('button', { name: 'P1' }).click();
    await bar.getByRole('button', { name: 'P1', pressed: true }).waitFor();
    // The only selected one is let go: then all are selected.
    await bar.getByRole('button', { name: 'P1' }).click();
    await bar.getByRole('button', { name: 'All projects', pressed: true }).waitFor();
    await page.getByRole('button', { name: 'Exposure 3, enlarge' }).click();
    await page.getByRole('dialog').getByRole('img', { name: 'Micrograph of exposure 3' }).waitFor();
    await judgeScreen(page, 'session-exposure');
    await page.keyboard.press('Escape');
  });

  it('looks after people, lanes and the instance', async () => {
    await page.getByRole('link', { name: 'Administration' }).click();
    await page.getByRole('cell', { name: guest }).waitFor();
    await judgeScreen(page, 'admin-people');
    await page.getByRole('tab', { name: 'Lanes' }).click();
    await judgeScreen(page, 'admin-lanes');
    await page.getByRole('tab', { name: 'Instance' }).click();
    await judgeScreen(page, 'admin-instance');
  });

  it('survives the loss of the server', async () => {
    await page.goto(`${walk.server.url}/projects/P1/jobs`);
    await page.getByRole('article', { name: 'J2' }).waitFor();
    const port = new URL(walk.server.url).port;
    await walk.server.stop('SIGKILL');
    await page.getByText('The server does not answer.').waitFor();
    await judgeScreen(page, 'server-lost');
    walk.server = await startServer(walk.data, port);
    await page.getByText('The server does not answer.').waitFor({ state: 'detached' });
    await page.getByRole('article', { name: 'J2' }).waitFor();
  });
});
