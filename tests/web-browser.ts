import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { expect } from 'vitest';

/** Debian's Chromium; tests of the web app are skipped where it is not installed. */
export const chromiumPath = '/usr/bin/chromium';

/** Every screen at 1440 px, light and dark; git ignores it. */
const pictures = join(import.meta.dirname, '../target/screenshots');
/** Those of the guide, which VITREOUS_WRITE_PICTURES=1 makes anew. */
const guide = join(import.meta.dirname, '../docs/pictures');
const inGuide = new Set([
  ...['projects-cards', 'jobs-cards', 'job-builder', 'job-building'],
  ...['curate-exposures', 'inspect-picks', 'manual-picker', 'select-classes', 'admin-lanes'],
  ...['live-overview', 'live-exposures', 'live-curate', 'live-2d', 'live-map', 'live-details'],
  ...['job-maps', 'jobs-several'],
]);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export function launchBrowser(): Promise<Browser> {
  mkdirSync(pictures, { recursive: true });
  return chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

/** A page of its own login that fails the test on any error of a script. */
export async function openPage(browser: Browser, url: string, errors: string[]): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    // A refused call is shown on the page; that the browser writes it down too is no error of ours.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text());
  });
  await page.goto(url);
  return page;
}

export async function logIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** Looks at a screen in light and dark: nothing serious for those who cannot see or point, and a picture of each. */
export async function judgeScreen(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.mouse.move(720, 2);
    await page.waitForTimeout(150);
    // On a busy machine a page is drawn late.
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) });
    if (process.env['VITREOUS_WRITE_PICTURES'] === '1' && colorScheme === 'light' && inGuide.has(name)) {
      await page.screenshot({ path: join(guide, `${name}.jpg`), type: 'jpeg', quality: 60 });
    }
    expect(await findFaults(page), `${name}, ${colorScheme}`).toEqual([]);
  }
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: string[]; readonly failureSummary: string }[];
}

async function findFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const violations = await page.evaluate<Violation[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
}
