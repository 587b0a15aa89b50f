import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';
import { createAccount, login, password, startServer, type ServerProcess } from './server-process.js';
import { chromiumPath, launchBrowser, logIn, openPage } from './web-browser.js';

/** The administrator who walks, and somebody else. */
export const [admin, guest] = ['ada@lab.org', 'ben@lab.org'] as const;

interface Needs {
  /** Options of `simulate movies`; without, there are none. */
  readonly movies?: Readonly<Record<'count' | 'size' | 'frames' | 'psize' | 'dose', number>> & {
    readonly model?: string;
  };
  /** Whether the second account is there from the beginning. */
  readonly withGuest?: boolean;
}

/** A server and a browser of their own, in an empty folder; they are there once the first `beforeAll` has run. */
export class Walk {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'vitreous-web-'));
  readonly data: string = join(this.folder, 'data');
  readonly projects: string = join(this.folder, 'projects');
  readonly movies: string = join(this.folder, 'movies');
  /** What went wrong in any page's scripts. */
  readonly errors: string[] = [];
  /** Another may be put in its place. */
  server!: ServerProcess;
  browser!: Browser;
  /** The administrator's, as scripts have one. */
  token = '';

  async begin({ movies, withGuest = false }: Needs): Promise<void> {
    mkdirSync(this.projects);
    createAccount(this.data, admin, 'admin');
    if (withGuest) createAccount(this.data, guest, 'user');
    if (movies !== undefined) {
      const options = Object.entries(movies).flatMap(([option, value]) => [`--${option}`, String(value)]);
      const made = await runCommand(['simulate', 'movies', this.movies, ...options]);
      expect(made.code, made.stderr).toBe(0);
    }
    this.server = await startServer(this.data);
    this.token = await login(this.server.url, admin);
    this.browser = await launchBrowser();
  }

  /** A page of a login of its own; without an address, the page that asks for it. */
  open(url: string = this.server.url): Promise<Page> {
    return openPage(this.browser, url, this.errors);
  }

  /** A page at which somebody is logged in. */
  async logIn(email: string = admin): Promise<Page> {
    const page = await this.open();
    await logIn(page, email, password);
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    return page;
  }

  async end(): Promise<void> {
    await this.browser.close();
    await this.server.stop('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Tests that walk through the web app: they share what they make, so each goes on from the one before. */
export function walkInChromium(name: string, needs: Needs, tests: (walk: Walk) => void): void {
  if (!existsSync(chromiumPath)) {
    console.warn('skipped: Chromium is not installed (Debian: apt-get install chromium)');
    describe.skip(name, () => {
      it('is walked through', () => undefined);
    });
    return;
  }
  describe(name, { timeout: 180_000 }, () => {
    const walk = new Walk();
    beforeAll(() => walk.begin(needs), 240_000);
    afterAll(() => walk.end());
    tests(walk);
    it('made no error in any script', () => {
      expect(walk.errors).toEqual([]);
    });
  });
}
