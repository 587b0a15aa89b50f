import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { formatTable } from '../format-table.js';
import { startFilledSession } from '../live/filled-session.js';
import type { LiveSession } from '../live/live-session.js';
import { median } from '../measure.js';
import { personLogin, type ServerProcess } from '../server/server-process.js';
import { runVitreous } from '../vitreous.js';
import { countFrames, dragAround, type Frames } from './frames.js';

type Line = readonly [what: string, figure: string, bar: string];

const [exposures, rounds, seconds] = [20_000, 7, 5];
const movie = ['--count', '1', '--size', '4096', '--frames', '4', '--psize', '1', '--dose', '20'];
const params = {
  ...{ psize_A: 1, accel_kv: 300, cs_mm: 2.7, total_dose_e_per_A2: 20 },
  ...{ blob_diameter_min: 120, blob_diameter_max: 195, box_size_pix: 256, bin_size_pix: 128 },
};

/** Measures what a person feels: how soon pages are there, how soon they know of changes, how smoothly they move. */
export async function benchWeb(work: string): Promise<string> {
  await rm(work, { recursive: true, force: true });
  const movies = join(work, 'movies');
  await runVitreous(['simulate', 'movies', movies, ...movie]);
  const { server, session } = await startFilledSession(join(work, 'server'), { movies, params, count: exposures });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  try {
    const lines = await timeFirstScreen(browser, server);
    const page = await logIn(browser, server);
    lines.push(await timeProjects(page, server), await timeNews(page, server, session));
    lines.push(...(await timeSession(page, server, session)));
    return formatSection(browser.version(), lines);
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** The page that asks who one is, by a browser that was never there. */
async function timeFirstScreen(browser: Browser, server: ServerProcess): Promise<Line[]> {
  const times: number[] = [];
  let [allKb, scriptKb] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const page = await (await browser.newContext({ viewport })).newPage();
    [allKb, scriptKb] = [0, 0];
    const sizes: Promise<void>[] = [];
    page.on('requestfinished', (request) => {
      const count = async (): Promise<void> => {
        const kb = (await request.sizes()).responseBodySize / 1000;
        allKb += kb;
        if (request.resourceType() === 'script') scriptKb += kb;
      };
      sizes.push(count());
    });
    times.push(await timeUntil(() => page.goto(server.url, { waitUntil: 'commit' }), page.getByLabel('E-mail')));
    await page.waitForLoadState('networkidle');
    await Promise.all(sizes);
    await page.context().close();
  }
  return [
    ['first screen, nothing kept by the browser', secondsOf(times), '1.5 s'],
    ['all of it; script alone, compressed', `${allKb.toFixed(0)}; ${scriptKb.toFixed(0)} kB`, '400 kB of script'],
  ];
}

async function timeProjects(page: Page, server: ServerProcess): Promise<Line> {
  const times: number[] = [];
  const card = page.getByText('large', { exact: true }).first();
  for (let round = 0; round < rounds; round++) {
    await page.goto('about:blank');
    times.push(await timeUntil(() => page.goto(`${server.url}/projects`, { waitUntil: 'commit' }), card));
  }
  return ['projects, logged in, opened anew', secondsOf(times), '1.5 s'];
}

/** From the call of somebody else that changes a title until it is on the page. */
async function timeNews(page: Page, server: ServerProcess, { call, key }: LiveSession): Promise<Line> {
  const times: number[] = [];
  await page.goto(`${server.url}/projects`);
  for (let round = 0; round < rounds; round++) {
    const title = `Renamed ${round}`;
    const rename = (): Promise<unknown> => call('projects.set_title', { project_uid: key.project_uid, title });
    times.push(await timeUntil(rename, page.getByText(title).first()));
  }
  return ['a change by somebody else, on the page', secondsOf(times), '1 s'];
}

/** A session with many exposures: its grid, a micrograph of 4096² px, limits that are dragged. */
async function timeSession(page: Page, server: ServerProcess, { key }: LiveSession): Promise<Line[]> {
  const address = `${server.url}/projects/${key.project_uid}/sessions/${key.session_uid}`;
  const exposure = page.getByRole('button', { name: /^\d+ Accepted/i }).first();
  const opened: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await page.goto('about:blank');
    opened.push(await timeUntil(() => page.goto(`${address}?view=exposures`, { waitUntil: 'commit' }), exposure));
  }
  const grid = await countFrames(page, async () => {
    await exposure.hover();
    for (const end = performance.now() + 1000 * seconds; performance.now() < end;) await page.mouse.wheel(0, 60);
  });
  await page.goto(`${address}?view=exposures`);
  await exposure.click();
  const image = page.getByRole('img', { name: /^Micrograph of exposure/ }).first();
  for (let near = 0; near < 4; near++) await page.getByRole('button', { name: 'From nearer' }).click();
  await page.locator('canvas[data-pixels="all"]').waitFor();
  const pan = await countFrames(page, async () => {
    await dragAround(page, await middleOf(image), { radius: 120, seconds });
  });
  await page.goto(`${address}?view=curate`);
  const limit = page.getByRole('slider', { name: /^Least/ }).first();
  await page.getByRole('img', { name: `of ${exposures} exposures` }).waitFor();
  const drag = await countFrames(page, async () => {
    await dragAround(page, await middleOf(limit), { radius: 200, seconds, flat: true });
  });
  return [
    [`${exposures} exposures, opened anew`, secondsOf(opened), '1.5 s'],
    ['scrolling through them', framesOf(grid), '60 frames/s'],
    ['moving a micrograph of 4096² px, every pixel there', framesOf(pan), '60 frames/s'],
    [`dragging a limit over ${exposures} points`, framesOf(drag), '60 frames/s'],
  ];
}

const viewport = { width: 1440, height: 900 };

async function logIn(browser: Browser, { url }: ServerProcess): Promise<Page> {
  const page = await (await browser.newContext({ viewport })).newPage();
  const [email, password] = personLogin;
  await page.goto(url);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  return page;
}

/** Milliseconds from the beginning of some work until something is to be seen. */
async function timeUntil(work: () => Promise<unknown>, seen: Locator): Promise<number> {
  const begun = performance.now();
  await work();
  await seen.waitFor();
  return performance.now() - begun;
}

async function middleOf(element: Locator): Promise<{ x: number; y: number }> {
  const box = await element.boundingBox();
  if (box === null) throw new Error('what is to be dragged is not to be seen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function secondsOf(times: readonly number[]): string {
  return `${(median(times) / 1000).toFixed(2)} / ${(Math.max(...times) / 1000).toFixed(2)} s`;
}

function framesOf({ perSecond, longestMs }: Frames): string {
  return `${perSecond.toFixed(0)} frames/s, longest ${longestMs.toFixed(0)} ms`;
}

function formatSection(version: string, lines: readonly Line[]): string {
  return `Also alone: \`make bench-web\`. Chromium ${version} without a graphics card, 1440 x 900, on the cores that the server has, too. Times are
medians and the longest of ${rounds}; frames are those of ${seconds} s.

${formatTable(['what', 'figure', 'bar'], lines)}
`;
}
