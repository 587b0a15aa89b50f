import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '@vitreous/schema';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { createJobMaker, type JobMaker } from './make-jobs.js';
import { call } from './server-process.js';
import { guest, walkInChromium } from './walk-in-chromium.js';
import { judgeScreen } from './web-browser.js';

const size = { count: 2, size: 256, frames: 2, psize: 3, dose: 20 };

walkInChromium(
  'projects, workspaces and jobs in the web app, in Chromium',
  { movies: size, withGuest: true },
  (walk) => {
    const { projects, movies } = walk;
    let page: Page;
    let jobs: JobMaker;

    beforeAll(async () => {
      jobs = createJobMaker(walk.server.url, walk.token);
      for (const title of ['Apoferritin', 'Secret']) {
        await jobs.post(`projects.create?${new URLSearchParams({ title, parent_dir: projects }).toString()}`);
      }
      await jobs.post('workspaces.create/P1?title=First');
      await jobs.post('workspaces.create/P1?title=Second');
      await jobs.post('workspaces.create/P2?title=Hidden');
      const acquisition = { psize_A: 3, accel_kv: 300, cs_mm: 2.7, total_dose_e_per_A2: 20 };
      const imported = await jobs.make('import_movies', { blob_paths: `${movies}/movie-*.tiff`, ...acquisition });
      const motion = await jobs.make('patch_motion_correction_multi', {}, ['movies', imported, 'imported_movies']);
      await jobs.make('patch_ctf_estimation_multi', {}, ['exposures', motion, 'micrographs']);
      for (const uid of [imported, motion]) await jobs.post(`jobs.enqueue/P1/${uid}`);
      await jobs.becomes(motion, 'completed');
      page = await walk.logIn();
      await page.getByRole('article', { name: 'P1' }).waitFor();
    }, 180_000);
    const dialog = (): ReturnType<Page['getByRole']> => page.getByRole('dialog');
    const go = (path: string): Promise<unknown> => page.goto(`${walk.server.url}${path}`);
    const choose = async (card: string, entry: string): Promise<void> => {
      await page.getByRole('article', { name: card }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: entry }).click();
    };

    it('makes, renames, recolours and deletes tags', async () => {
      await choose('P1', 'Edit tags…');
      await page.getByLabel('Find or name a tag').fill('thin ice');
      await page.keyboard.press('Enter');
      await page.getByRole('article', { name: 'P1' }).getByRole('button', { name: 'thin ice' }).waitFor();
      await page.getByRole('button', { name: 'Rename, recolour, delete…' }).click();
      await dialog().getByRole('textbox', { name: 'Name of thin ice' }).fill('good ice');
      await page.keyboard.press('Enter');
      await dialog().getByRole('textbox', { name: 'Name of good ice' }).waitFor();
      await dialog().getByRole('button', { name: 'Colour of good ice' }).click();
      await page.getByRole('menuitemcheckbox', { name: 'teal' }).click();
      await dialog().getByRole('button', { name: 'Colour of good ice: teal' }).waitFor();
      await judgeScreen(page, 'tags');
      await dialog().getByRole('button', { name: 'Delete the tag good ice' }).click();
      await page
        .getByRole('dialog', { name: 'Delete the tag good ice?' })
        .getByRole('button', { name: 'Delete' })
        .click();
      await page.getByRole('dialog', { name: 'Delete the tag good ice?' }).waitFor({ state: 'detached' });
      await dialog().getByText('There are none yet').waitFor();
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
      expect(await page.getByRole('article', { name: 'P1' }).getByRole('button', { name: 'good ice' }).count()).toBe(0);
    });

    it('sets parameters that every new job of a project begins with', async () => {
      await page.getByRole('article', { name: 'P1' }).click();
      const sidebar = page.getByRole('complementary', { name: 'Details of P1' });
      await sidebar.getByLabel('Enable SSD caching').selectOption('Off in every new job');
      await sidebar.getByLabel('Name of a parameter').fill('output_f16');
      await sidebar.getByLabel(/^Value of /).fill('true');
      await sidebar.getByRole('button', { name: 'Set', exact: true }).click();
      await sidebar.getByRole('button', { name: 'No longer set output_f16' }).waitFor();
      const uid = await jobs.make('patch_motion_correction_multi');
      expect(await jobs.params(uid)).toMatchObject({ output_f16: true });
      await jobs.post(`jobs.delete/P1/${uid}`);
      await sidebar.getByRole('button', { name: 'No longer set output_f16' }).click();
      await sidebar.getByRole('button', { name: 'No longer set output_f16' }).waitFor({ state: 'detached' });
    });

    it('counts and measures a project anew when it is asked to', async () => {
      const find = async (): Promise<Project> =>
        (await call(walk.server.url, walk.token, 'GET', 'projects.find_one/P1')) as Project;
      const before = await find();
      const sidebar = page.getByRole('complementary', { name: 'Details of P1' });
      await sidebar.getByRole('button', { name: 'Count again' }).click();
      await expect.poll(async () => (await find()).size).toBeGreaterThan(0);
      expect((await find()).project_stats.updated_at).not.toBe(before.project_stats.updated_at);
      await expect.poll(() => sidebar.getByText('0 B', { exact: true }).count()).toBe(0);
    });

    it('makes a workspace from the actions of a project, and shows it among the others', async () => {
      await go('/projects?sel=P2');
      await page.getByRole('button', { name: 'Actions', exact: true }).click();
      await page.getByRole('button', { name: 'New workspace' }).click();
      // It can be filled in at once.
      await dialog().locator('input:focus').waitFor();
      await page.keyboard.type('Also hidden');
      await dialog().getByRole('button', { name: 'Create', exact: true }).click();
      await page.getByRole('complementary', { name: 'Details of W2' }).waitFor();
      expect(await page.getByRole('article').count()).toBe(2);
      // Whoever makes one among its like goes into it.
      await page.getByRole('button', { name: 'New workspace' }).click();
      await dialog().getByLabel('Title').fill('Opened');
      await dialog().getByRole('button', { name: 'Create', exact: true }).click();
      await page.getByText('There are no jobs yet').waitFor();
      await expect.poll(() => page.url()).toContain('/projects/P2/workspaces/W3');
    });

    it('says which links to raw data lead to nothing, and leads them to where the data are now', async () => {
      await go('/projects');
      await choose('P1', 'Links to raw data…');
      await dialog().getByText('2 links, and what each leads to is there.').waitFor();
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'hidden' });
      renameSync(movies, `${movies}-archive`);
      await choose('P1', 'Links to raw data…');
      await dialog().getByText('2 of 2 links lead to nothing.').waitFor();
      await judgeScreen(page, 'links');
      await dialog().getByRole('button', { name: 'It was moved…' }).click();
      await dialog().getByLabel('Where it is now').fill(`${movies}-archive`);
      await dialog().getByRole('button', { name: 'Lead them there' }).click();
      await dialog().getByText('2 links, and what each leads to is there.').waitFor();
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'hidden' });
    });

    it('narrows a list by what its things are', async () => {
      await go('/projects/P1/workspaces/W1');
      await page.getByRole('article', { name: 'J3' }).waitFor();
      await page.getByRole('button', { name: 'Filters' }).click();
      await judgeScreen(page, 'filters');
      await page.getByRole('menuitemcheckbox', { name: 'building' }).click();
      await expect.poll(() => page.getByRole('article').count()).toBe(1);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'building', exact: true }).click();
      await expect.poll(() => page.getByRole('article').count()).toBe(3);
    });

    it('shows a job from near: pictures, single results, what it printed', async () => {
      await go('/projects/P1/workspaces/W1?job=P1-J2');
      await dialog().getByTitle('Enlarge').first().click();
      await page.getByRole('button', { name: 'From nearer (+)' }).click();
      await page.getByText('1.5×').waitFor();
      await judgeScreen(page, 'job-picture');
      await page.keyboard.press('Escape');
      await dialog().getByRole('button', { name: 'All that it printed' }).click();
      await page.getByRole('dialog', { name: 'What J2 printed' }).waitFor();
      await page.keyboard.press('Escape');
      await dialog().getByRole('tab', { name: 'Outputs' }).click();
      await dialog()
        .getByRole('button', { name: 'Actions of micrographs ctf' })
        .or(dialog().getByRole('button', { name: 'Actions of micrographs micrograph_blob', exact: true }))
        .first()
        .click();
      await page.getByRole('menuitem', { name: 'Export it alone' }).click();
      await page.getByText('micrographs is exported').first().waitFor();
      await page.keyboard.press('Escape');
    });

    it('takes a single result of a connection from elsewhere', async () => {
      await go('/projects/P1/workspaces/W1?sel=P1-J3');
      const sidebar = page.getByRole('complementary', { name: 'Details of J3' });
      await sidebar.getByText(/^\d+ results$/).click();
      await sidebar
        .getByRole('button', { name: /^Take \S+ from elsewhere$/ })
        .first()
        .click();
      await page.getByRole('menuitem', { name: /^J2 / }).first().waitFor();
      await page.keyboard.press('Escape');
      const rows = sidebar.getByRole('button', { name: /^Leave / });
      const count = await rows.count();
      await rows.last().click();
      await expect.poll(() => rows.count()).toBe(count - 1);
    });

    it('clones a chain into a workspace that it makes, and shows a job in more than one', async () => {
      await go('/projects/P1/workspaces/W1');
      await choose('J3', 'Clone…');
      await dialog().getByLabel('What is cloned').selectOption({ label: 'The chain from J1 Import Movies' });
      await dialog().getByText('3 jobs, connected among themselves').waitFor();
      await dialog().getByLabel('Into').selectOption('A new workspace');
      await dialog().getByLabel('Title of the workspace').fill('Again');
      await judgeScreen(page, 'clone');
      await dialog().getByRole('button', { name: 'Clone' }).click();
      await page.getByRole('link', { name: 'P1 Apoferritin' }).waitFor();
      await expect.poll(() => page.url()).toContain('/workspaces/W3');
      await expect.poll(() => page.getByRole('article').count()).toBe(3);
      await go('/projects/P1/workspaces/W1');
      await choose('J2', 'Workspaces…');
      await dialog().getByLabel('W2').click();
      await expect.poll(() => dialog().getByLabel('W2').isChecked()).toBe(true);
      await page.keyboard.press('Escape');
      await go('/projects/P1/workspaces/W2');
      await page.getByRole('article', { name: 'J2' }).waitFor();
    });

    it('shows the files of a project, and cleans up what no final result needs', async () => {
      await go('/projects/P1/workspaces/W1');
      await choose('J2', 'Mark as final result');
      await choose('J1', 'Files…');
      await dialog().getByText('job.json').waitFor();
      await judgeScreen(page, 'files');
      await dialog().getByRole('button', { name: 'P1', exact: true }).click();
      await dialog().getByText('project.json').waitFor();
      await page.keyboard.press('Escape');
      await go('/projects?sel=P1');
      await page.getByRole('button', { name: 'Actions', exact: true }).click();
      await page.getByRole('button', { name: 'Clean up data…' }).click();
      await dialog().getByText('2 of 6 jobs are final, or built upon by final ones').waitFor();
      await dialog().getByLabel('building (4)').check();
      await judgeScreen(page, 'clean-up');
      await dialog().getByRole('button', { name: 'Clean up' }).click();
      await page.getByText('P1: 4 jobs were deleted and 0 cleared.').first().waitFor();
      expect(await jobs.count()).toBe(2);
      // What works in the background tells how it ended, also to who looks later.
      await page.getByRole('button', { name: 'Notices: 1' }).click();
      await page.getByRole('dialog', { name: 'Notices' }).getByText('P1: 4 jobs were deleted').waitFor();
      await judgeScreen(page, 'notices');
      await page.getByRole('button', { name: 'Put all away' }).click();
      await page.getByText('Nothing to tell').waitFor();
    });

    it('lets a project go and takes it in again, whole', async () => {
      await go('/projects?sel=P1');
      await page.getByRole('button', { name: 'Actions', exact: true }).click();
      await page.getByRole('button', { name: 'Detach project' }).click();
      await dialog().getByRole('button', { name: 'Detach' }).click();
      await page.getByRole('article', { name: 'P1' }).getByText('detached').waitFor();
      await page.getByRole('button', { name: 'Attach', exact: true }).click();
      await dialog().getByLabel('Directory of the project').fill(join(projects, 'apoferritin'));
      await judgeScreen(page, 'attach');
      await dialog().getByRole('button', { name: 'Attach', exact: true }).click();
      await page.getByRole('article', { name: 'P3 Apoferritin' }).waitFor();
      await go('/projects/P3/jobs');
      await page.getByRole('article', { name: 'J2' }).getByText('completed').waitFor();
    });

    it('shows a guest what was shared, and nothing else of anything', async () => {
      await go('/projects?sel=P3');
      await page.getByRole('button', { name: 'Share', exact: true }).click();
      await page.getByRole('menuitem', { name: 'ben' }).click();
      const other = await walk.logIn(guest);
      await other.getByRole('article', { name: 'P3' }).waitFor();
      expect(await other.getByRole('article').count()).toBe(1);
      for (const list of ['workspaces', 'jobs']) {
        await other.goto(`${walk.server.url}/${list}`);
        await other
          .getByText(list === 'jobs' ? 'J2' : 'First')
          .first()
          .waitFor();
        expect(await other.getByText('Hidden').count(), list).toBe(0);
      }
      // Neither an address that was sent nor the switcher leads to what was not shared.
      await other.goto(`${walk.server.url}/projects/P2/workspaces/W1`);
      await other.getByText('This could not be shown').waitFor();
      await other.keyboard.press('Control+k');
      await other.getByRole('combobox').fill('secret');
      await other.getByText('Nothing fits “secret”.').waitFor();
      await other.context().close();
    });
  },
);
