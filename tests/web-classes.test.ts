import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { runCommand } from './run-command.js';
import { letMoviesArrive, setUpSession, type Caller } from './session-with-classes.js';
import { walkInChromium } from './walk-in-chromium.js';
import { judgeScreen } from './web-browser.js';

const apoferritin = join(import.meta.dirname, '../../shared/data/models/6z6u_human_apoferritin.pdb.gz');
/** Of the specimen; without the model one is made up. */
const [model, symmetry] = existsSync(apoferritin) ? [{ model: apoferritin }, 'O'] : [{}, 'D7'];
const size = { count: 6, size: 768, frames: 6, psize: 1.5, dose: 20, ...model };
/** For what computes, on a busy machine. */
const patience = { timeout: 240_000 };
const eventually = (read: () => unknown): ReturnType<typeof expect.poll> => expect.poll(read, patience);

walkInChromium('classes, maps and the end of a session, in Chromium', { movies: size }, (walk) => {
  const at = (name: string): string => join(walk.folder, name);
  const places = { projects: walk.projects, movies: walk.movies, watched: at('watched') };
  let page: Page;
  let caller: Caller;

  beforeAll(async () => {
    mkdirSync(places.watched);
    caller = await setUpSession(walk.server.url, walk.token, places);
    page = await walk.logIn();
    await page.getByRole('article', { name: 'P1' }).waitFor();
  });

  const open = async (view: string): Promise<void> => {
    await page.goto(`${walk.server.url}/projects/P1/sessions/S1?view=${view}`);
    await page.getByRole('tabpanel').waitFor();
  };
  const fill = async (label: string, value: string): Promise<void> => {
    await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByLabel(label, { exact: true }).blur();
  };
  const averages = (name: string): Locator =>
    page.getByRole('region', { name }).getByRole('button', { name: /^Class / });
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  /** Answers the question that stands above the page. */
  const agree = (name: string): Promise<void> =>
    page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

  /** The session, once it is so. */
  const waitFor = async (isSo: () => Promise<boolean>): Promise<Awaited<ReturnType<Caller['session']>>> => {
    await eventually(isSo).toBe(true);
    return caller.session();
  };

  it('classifies particles as they come', async () => {
    await open('classes');
    await page.getByText('There are no particles yet.').waitFor();
    await judgeScreen(page, 'live-2d-empty');
    await caller.post('sessions.start/P1/S1');
    const count = letMoviesArrive(places);
    await eventually(async () => (await caller.session()).stats.total_ready).toBe(count);
    await fill('Classes', '4');
    await fill('Finest resolution used (Å)', '12');
    await fill('Diameter of the mask (Å)', '150');
    await eventually(async () => (await caller.session()).phase2_class2D_params_spec.class2D_window_inner_A).toBe(150);
    await press('Start');
    // They are told by the server: nobody reloads.
    await eventually(() => averages('Classes of S1').count()).toBe(4);
    await page.getByRole('region', { name: 'Job of streaming 2D' }).getByText('waiting').waitFor(patience);
    // What is selected from now on does not change under the test.
    await press('Stop');
    await page.getByRole('button', { name: 'Go on' }).waitFor();
  }, 600_000);

  it('selects classes one by one, from one on, by limits, and the others', async () => {
    const pressed = (): Promise<number> =>
      page.getByRole('region', { name: 'Classes of S1' }).locator('.class-face[aria-pressed=true]').count();
    const { phase2_class2D_info: info } = await caller.session();
    const [largest] = [...info].sort((a, b) => b.num_particles_total - a.num_particles_total);
    const most = largest?.num_particles_total ?? 0;
    const best = page.getByRole('button', { name: `Class ${largest?.class_idx ?? -1}: ` });
    await best.click();
    await eventually(pressed).toBe(1);
    await eventually(async () => (await caller.session()).phase2_class2D_num_particles_accepted).toBeGreaterThan(0);
    await judgeScreen(page, 'live-2d');
    await best.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'as many particles or fewer' }).waitFor();
    await judgeScreen(page, 'live-2d-menu');
    await page.getByRole('menuitem', { name: 'as many particles or fewer' }).click();
    await eventually(pressed).toBe(4);
    await press('Invert');
    await eventually(pressed).toBe(0);
    await page.getByLabel('At least, particles').fill(String(most));
    const fitting = info.filter(({ num_particles_total }) => num_particles_total >= most).length;
    await page.getByText(`${fitting} of 4 classes,`).first().waitFor();
    await press('Select these');
    await eventually(pressed).toBe(fitting);
    await press('Select all');
    await eventually(pressed).toBe(4);
    // The keyboard moves between classes and selects.
    await averages('Classes of S1').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await eventually(pressed).toBe(3);
    await page.getByRole('button', { name: 'Others', exact: true }).click();
    await eventually(() => averages('Classes of S1').count()).toBe(1);
  });

  it('says that other parameters need a new beginning', async () => {
    await fill('Classes', '3');
    await page.getByText('It was begun with other parameters.').waitFor();
    await judgeScreen(page, 'live-2d-stale');
    await fill('Classes', '4');
    await page.getByText('It was begun with other parameters.').waitFor({ state: 'detached' });
    await caller.post('sessions.pause/P1/S1');
  });

  it('makes templates and offers to pick with them', async () => {
    await open('templates');
    await page.getByText('No templates yet').waitFor();
    await judgeScreen(page, 'live-templates-empty');
    await fill('Classes', '2');
    await press('Make templates');
    await eventually(() => averages('Templates of S1').count()).toBe(2);
    await eventually(async () => (await caller.session()).template_creation_ready).toBe(true);
    await averages('Templates of S1').first().click();
    await eventually(async () => (await caller.session()).template_creation_info.filter((o) => o.selected).length).toBe(
      1,
    );
    await page.getByRole('button', { name: 'Pick with these templates…' }).click();
    await page.getByRole('dialog').getByLabel('Particle diameter (Å)').fill('120');
    await judgeScreen(page, 'live-templates-use');
    await page.getByLabel('Only those that come').check();
    await agree('Pick with templates');
    await eventually(async () => (await caller.session()).params.current_picker).toBe('template');
    await judgeScreen(page, 'live-templates');
  }, 600_000);

  it('shows the map of another job as a surface and as slices', async () => {
    await open('abinit');
    await page.getByText('No map yet').waitFor();
    await judgeScreen(page, 'live-abinit-empty');
    const { uid } = await caller.session();
    const specimen = Object.entries(model).flatMap(([option, value]) => [`--${option}`, value]);
    const few = ['--count', '2', '--box', '64', '--psize', '3', ...specimen];
    const made = await runCommand(['simulate', 'particles', at('truth'), ...few]);
    expect(made.code, made.stderr).toBe(0);
    const job = (await caller.post(`jobs.create/P1/${uid}?type=import_volumes`, {
      volume_blob_path: at('truth/map.mrc'),
    })) as { uid: string };
    await caller.post(`jobs.enqueue/P1/${job.uid}?lane=default`);
    await page.getByText('Choose a job…').click();
    await eventually(() => page.getByRole('option', { name: job.uid }).count()).toBe(1);
    await judgeScreen(page, 'live-abinit-choose');
    await agree('Take its maps');
    const surface = page.getByRole('img', { name: `Map of ${job.uid}, surface.` });
    await surface.waitFor();
    await page.getByText('64 × 64 × 64 voxels of 3.000 Å').waitFor();
    // WebGL in software: many shades of a lit surface, not one background.
    await eventually(async () => countShades(page, await surface.screenshot())).toBeGreaterThan(40);
    const before = await surface.screenshot();
    await surface.focus();
    await page.keyboard.press('ArrowRight');
    await eventually(async () => (await surface.screenshot()).equals(before)).toBe(false);
    await judgeScreen(page, 'live-map-imported');
    await press('Slices');
    const slice = page.getByRole('img', { name: `Map of ${job.uid}, slice across Z` });
    expect(await countShades(page, await slice.screenshot())).toBeGreaterThan(10);
    await judgeScreen(page, 'live-map-slices');
    await page.getByRole('tab', { name: 'Refinement' }).click();
    await page.getByText('No refined map yet').waitFor();
    await judgeScreen(page, 'live-refinement-empty');
  }, 600_000);

  it('refines particles of selected classes, says how good the map is, and begins anew', async () => {
    await caller.post('sessions.select_all_class2d_templates/P1/S1/select');
    await caller.post('sessions.enqueue_phase2_class2D/P1/S1');
    await eventually(async () => {
      const { phase2_class2D_particles_out: out, phase2_class2D_num_particles_seen: seen } = await caller.session();
      return seen > 0 && out?.count === seen;
    }).toBe(true);
    await caller.post('sessions.stop_phase2_class2D/P1/S1');
    const { phase2_refine_params_spec: spec } = await caller.session();
    const more = { refine_res_init: 25, refine_num_first: 60, idle_s: 2 };
    await caller.post('sessions.update_phase2_refine_params/P1/S1', { ...spec, ...more });
    await open('refinement');
    await fill('Symmetry', symmetry);
    await eventually(async () => (await caller.session()).phase2_refine_params_spec.refine_symmetry).toBe(symmetry);
    await page.getByRole('tabpanel').getByRole('button', { name: 'Start', exact: true }).click();
    const { phase2_refine_job: job } = await waitFor(async () => (await caller.session()).phase2_refine_ready_partial);
    const surface = page.getByRole('img', { name: `Map of ${job ?? ''}, surface.` });
    await surface.waitFor(patience);
    await eventually(async () => countShades(page, await surface.screenshot())).toBeGreaterThan(40);
    await page.getByRole('group', { name: 'Which map' }).getByRole('button', { name: 'Map', exact: true }).click();
    await page.getByLabel('Colour').selectOption('radius');
    await page.getByText('outside').waitFor();
    await eventually(async () => countShades(page, await surface.screenshot())).toBeGreaterThan(200);
    await judgeScreen(page, 'live-map');
    await press('Resolution and views');
    for (const name of [
      /^Resolution of \d+ maps? /,
      /^The corrected correlation/,
      /^Guinier plot/,
      /^Viewing directions of/,
    ]) {
      await page.getByRole('img', { name }).waitFor();
    }
    await judgeScreen(page, 'live-resolution');
    await press('Begin anew');
    await agree('Begin anew');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await eventually(async () => (await caller.session()).phase2_refine_last_updated).toBe(null);
    // The same job, which was not stopped for it.
    expect((await caller.session()).phase2_refine_job).toBe(job);
    await press('Stop');
    await page.getByRole('button', { name: 'Go on' }).waitFor();
  }, 900_000);

  it('writes notes, exports, and sets an alert', async () => {
    await open('details');
    await press('Write');
    await eventually(async () => (await caller.session()).notes_lock).toBe('ada');
    await page.getByLabel('Notes, in markdown').fill('Thin ice on **grid 3**, squares at the rim.');
    await press('Save');
    await page.getByLabel('Notes, in markdown').waitFor({ state: 'hidden' });
    await page.getByText('Thin ice on').waitFor();
    expect((await caller.session()).notes_lock).toBe(null);
    await press('Export exposures');
    await page.getByRole('list', { name: 'Exports so far' }).getByText('completed').waitFor(patience);
    await press('Export session');
    await page.getByText('S1 is in exports/S1 of the project').first().waitFor();
    expect(existsSync(join(places.projects, 'apoferritin/exports/S1'))).toBe(true);
    const alerts = page.getByRole('region', { name: 'Alerts' });
    await alerts.getByLabel('At most').fill('6');
    await press('Set the alert');
    await alerts.getByRole('button', { name: 'Remove' }).waitFor();
    const told: string[] = [];
    const receiver = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => told.push(text));
      request.on('end', () => response.end());
    });
    await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
    const host = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    await alerts.getByLabel('Webhook').fill(`http://${host}/secret`);
    await press('Set the webhook');
    const refusal = page
      .locator('.toast')
      .filter({ hasText: `${host} is not among the places that the operator allows` });
    await refusal.getByRole('button', { name: 'Close this message' }).click();
    await refusal.waitFor({ state: 'hidden' });
    await caller.post('config.write/webhook_hosts', { hosts: [host], allow_private: true });
    await press('Set the webhook');
    await alerts.getByRole('button', { name: 'Send a test' }).click();
    await eventually(() => told.join('')).toContain('"kind":"test"');
    await alerts.getByText(/^Last told .*\d\.$/).waitFor();
    receiver.close();
    receiver.closeAllConnections();
    await press('Measure sizes now');
    await eventually(async () => (await caller.session()).data_management.micrographs.size).toBeGreaterThan(0);
    // Messages go by themselves.
    await page.getByText('The alert is set').waitFor({ state: 'detached' });
    await page.getByText('The webhook is set').waitFor({ state: 'detached' });
    await page.evaluate("document.querySelector('.page').scrollTo(0, 0)");
    await judgeScreen(page, 'live-details');
  }, 600_000);

  it('gives disk space back, and makes it all again', async () => {
    await page.getByRole('button', { name: 'Compact…' }).click();
    await judgeScreen(page, 'live-compact');
    await agree('Compact');
    await page.getByRole('button', { name: 'Restore…' }).waitFor(patience);
    await page
      .getByText(/Compacted .* were freed\./)
      .first()
      .waitFor();
    expect((await caller.session()).status).toBe('compacted');
    await page.getByRole('button', { name: 'Restore…' }).click();
    await judgeScreen(page, 'live-restore');
    await agree('Restore');
    await page
      .getByText(/Restored .*\./)
      .first()
      .waitFor(patience);
    await press('Mark as completed…');
    await agree('Mark as completed');
    await eventually(async () => (await caller.session()).status).toBe('completed');
  }, 600_000);

  it('is cloned, cleared and deleted, each time told what happens', async () => {
    const question = page.getByRole('dialog');
    await press('Clone…');
    await question.getByText('It has no exposures yet').waitFor();
    await judgeScreen(page, 'live-clone');
    await agree('Clone');
    await page.waitForURL(/\/sessions\/S2\?/);
    await question.waitFor({ state: 'hidden' });
    await open('details');
    await press('Clear…');
    await question.getByText('The configuration, the jobs and the movies stay.').waitFor();
    await agree('Clear');
    await eventually(async () => (await caller.session()).stats.total_exposures).toBe(0);
    await question.waitFor({ state: 'hidden' });
    await press('Delete…');
    await question.getByText('The movies stay.').waitFor();
    await agree('Delete');
    await page.getByRole('article', { name: 'S1' }).waitFor({ state: 'hidden' });
    await page.getByRole('article', { name: 'S2' }).waitFor();
    expect(existsSync(places.movies)).toBe(true);
  }, 600_000);
});

/** How many colours a picture has. */
function countShades(page: Page, png: Buffer): Promise<number> {
  return page.evaluate<number>(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png.toString('base64')}';
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size;
  })()`);
}
