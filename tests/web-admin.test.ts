import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { createJobMaker, type JobMaker } from './make-jobs.js';
import { password } from './server-process.js';
import { admin, guest as ben, walkInChromium } from './walk-in-chromium.js';
import { judgeScreen, logIn } from './web-browser.js';

walkInChromium('administration in the web app, in Chromium', {}, (walk) => {
  const { folder, projects } = walk;
  let page: Page;
  let jobs: JobMaker;

  beforeAll(async () => {
    jobs = createJobMaker(walk.server.url, walk.token);
    await jobs.post(`projects.create?${new URLSearchParams({ title: 'Waiting', parent_dir: projects }).toString()}`);
    await jobs.post('workspaces.create/P1?title=One');
    page = await walk.logIn();
    await page.getByRole('link', { name: 'Administration' }).click();
  });
  const dialog = (): ReturnType<Page['getByRole']> => page.getByRole('dialog');
  const choose = async (menu: string, entry: string): Promise<void> => {
    await page.getByRole('button', { name: `Actions of ${menu}` }).click();
    await page.getByRole('menuitem', { name: entry }).click();
  };

  it('invites a person, who sets a password by the link and sees what is theirs', async () => {
    await page.getByRole('button', { name: 'New person' }).click();
    await dialog().getByLabel('E-mail').fill(ben);
    await dialog().getByLabel('First name').fill('Ben');
    await dialog().getByLabel('Last name').fill('Guest');
    await dialog().getByRole('button', { name: 'Make the account' }).click();
    await page.getByText('Link for Ben').click();
    const link = (await page.getByText('/set-password?').textContent()) ?? '';
    await judgeScreen(page, 'admin-people');
    const guest = await walk.open(link);
    await guest.getByLabel('New password').fill(password);
    await guest.getByRole('button', { name: 'Set the password' }).click();
    await guest.getByRole('link', { name: 'Log in' }).click();
    await logIn(guest, ben, password);
    await guest.getByRole('heading', { name: 'Create a new project' }).waitFor();
    expect(await guest.getByRole('link', { name: 'Administration' }).count()).toBe(0);
    await guest.context().close();
  });

  it('sets what a person may use', async () => {
    await choose('Ben Guest', 'Settings…');
    await dialog().getByLabel('This machine').check();
    await dialog().getByLabel('Priority of new jobs').fill('30');
    await dialog().getByLabel('May change the priority of jobs').check();
    await dialog().getByLabel('Folders that may be used').fill(`${folder}\n\n/data`);
    await judgeScreen(page, 'admin-person');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await page.getByRole('cell', { name: 'default' }).waitFor();
    await choose('Ben Guest', 'Settings…');
    expect(await dialog().getByLabel('Folders that may be used').inputValue()).toBe(`${folder}\n/data`);
    expect(await dialog().getByLabel('Priority of new jobs').inputValue()).toBe('30');
    await page.keyboard.press('Escape');
  });

  it('adds, changes and removes lanes, machines and clusters', async () => {
    await page.getByRole('tab', { name: 'Lanes' }).click();
    await page.getByRole('button', { name: 'New lane' }).click();
    await dialog().getByLabel('Name').fill('night');
    await dialog().getByLabel('Title').fill('Only at night');
    await dialog().getByRole('button', { name: 'Make the lane' }).click();
    const night = page.getByRole('region', { name: 'Lane night' });
    await night.getByText('Nothing runs here yet').waitFor();
    // A machine that cannot be reached is refused with the reason; this one is taken.
    await page.getByRole('button', { name: 'Add a machine' }).click();
    await dialog().getByLabel('Host name').fill('nowhere');
    await dialog().getByLabel('Lane').fill('night');
    await dialog().getByRole('button', { name: 'Look at it and add it' }).click();
    await dialog().getByRole('alert').getByText('how nowhere is reached').waitFor();
    await dialog().getByLabel('Host name').fill(hostname());
    await dialog().getByLabel('Name', { exact: true }).fill('second');
    await dialog().getByLabel('Processors').fill('1');
    await dialog().getByRole('button', { name: 'Look at it and add it' }).click();
    const second = page.getByRole('article', { name: 'second' });
    await second.getByText(hostname()).waitFor();
    await choose('second', 'Cache folder…');
    await dialog().getByLabel('Folder on a fast disk').fill(join(folder, 'cache'));
    await dialog().getByRole('button', { name: 'Save' }).click();
    await second.getByText(join(folder, 'cache')).waitFor();
    await choose('second', 'Move to lane');
    await night.getByText('Nothing runs here yet').waitFor();
    // A cluster that answers to its own name.
    await page.getByRole('button', { name: 'Add a cluster' }).click();
    await dialog().getByLabel('Name').fill('slurm');
    await dialog().getByLabel('To ask about the cluster').fill('echo 12 nodes are idle');
    const script = dialog().getByLabel('Script of a job');
    await script.fill(`${await script.inputValue()}\n# {{ partition }}\n`);
    await dialog().getByRole('button', { name: 'Add it' }).click();
    await page.getByText('partition = (given with each job)').first().waitFor();
    await choose('slurm', 'Verify');
    await dialog().getByText('12 nodes are idle').waitFor();
    await page.keyboard.press('Escape');
    await choose('slurm', 'Values of variables…');
    await dialog().getByLabel('Values for jobs that give none').fill('partition general');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByRole('alert').getByText('partition general').waitFor();
    await dialog().getByLabel('Values for jobs that give none').fill('partition = general');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().waitFor({ state: 'hidden' });
    await page.getByRole('article', { name: 'slurm' }).getByText('partition = general').waitFor();
    await judgeScreen(page, 'admin-lanes');
    await choose('slurm', 'Remove');
    await dialog().getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('article', { name: 'slurm' }).waitFor({ state: 'detached' });
    await choose('lane night', 'Remove the lane');
    await dialog().getByRole('button', { name: 'Remove' }).click();
    await night.waitFor({ state: 'detached' });
  });

  it('holds the queue for maintenance, and says so to what waits', async () => {
    await page.getByRole('tab', { name: 'Instance' }).click();
    await page.getByLabel('What queued jobs say').fill('New disks until noon');
    await page.getByRole('button', { name: 'Begin maintenance' }).click();
    await page.getByText('On: nothing new starts').waitFor();
    const uid = await jobs.make('simulate_data', {});
    await jobs.post(`jobs.enqueue/P1/${uid}`);
    await page.getByRole('tab', { name: 'Current jobs' }).click();
    await page.getByText('Waiting for the end of maintenance: New disks until noon').first().waitFor();
    await judgeScreen(page, 'admin-jobs');
    await page.getByRole('link', { name: /^Queue/ }).click();
    await page.getByText('Waiting for the end of maintenance: New disks until noon').first().waitFor();
    await judgeScreen(page, 'queue');
    await page.getByRole('button', { name: `Kill ${uid}` }).click();
    await dialog().getByRole('button', { name: 'Kill' }).click();
    await page.getByText('Nothing runs and nothing waits').waitFor();
    await page.getByRole('link', { name: 'Administration' }).click();
    await page.getByRole('tab', { name: 'Instance' }).click();
    await page.getByRole('button', { name: 'End maintenance' }).click();
    await page.getByRole('button', { name: 'Begin maintenance' }).waitFor();
  });

  it('tells everybody by a banner, and once after logging in', async () => {
    const banner = page.getByRole('region', { name: 'Banner' });
    await banner.getByLabel('Title').fill('Krios 2');
    await banner.getByLabel('Text').fill('is serviced on Friday.');
    await banner.getByRole('button', { name: 'Show it' }).click();
    await page.getByRole('complementary', { name: 'From the administrators' }).getByText('Krios 2').waitFor();
    const message = page.getByRole('region', { name: 'Message after logging in' });
    await message.getByLabel('Text').fill('Move your projects to the new disk.');
    await message.getByRole('button', { name: 'Show it' }).click();
    await dialog().getByRole('button', { name: 'Understood' }).click();
    await judgeScreen(page, 'admin-instance');
    const guest = await walk.logIn(ben);
    await guest.getByRole('dialog').getByText('Move your projects to the new disk.').waitFor();
    await guest.getByRole('button', { name: 'Understood' }).click();
    await guest.getByText('is serviced on Friday.').waitFor();
    await guest.getByRole('button', { name: 'Put this notice away' }).click();
    await guest.reload();
    await guest.getByRole('heading', { name: 'Create a new project' }).waitFor();
    expect(await guest.getByText('is serviced on Friday.').count()).toBe(0);
    await guest.context().close();
    await banner.getByRole('button', { name: 'Take it down' }).click();
    await banner.getByText('Not shown').waitFor();
  });

  it('lets everybody change their own name, address, password and colours', async () => {
    const guest = await walk.logIn(ben);
    await guest.getByRole('button', { name: 'Understood' }).click();
    await guest.getByRole('dialog').waitFor({ state: 'hidden' });
    await guest.getByRole('button', { name: 'Account of Ben Guest' }).click();
    await guest.getByRole('menuitem', { name: 'Your account' }).click();
    const profile = guest.getByRole('form', { name: 'Profile' });
    await profile.getByLabel('Last name').fill('Visitor');
    await profile.getByRole('button', { name: 'Save' }).click();
    await guest.getByRole('button', { name: 'Account of Ben Visitor' }).waitFor();
    await profile.getByLabel('E-mail').fill(admin);
    await profile.getByRole('button', { name: 'Save' }).click();
    await profile.getByRole('alert').getByText('has an account already').waitFor();
    const secret = guest.getByRole('form', { name: 'Password' });
    const setPassword = async (present: string, next: string): Promise<void> => {
      await secret.getByLabel('Present password').fill(present);
      await secret.getByLabel('New password', { exact: true }).fill(next);
      await secret.getByLabel('New password once more').fill(next);
      await secret.getByRole('button', { name: 'Change the password' }).click();
    };
    await setPassword('not mine', 'another password');
    await secret.getByText('This is not your password.').waitFor();
    await judgeScreen(guest, 'account');
    await setPassword(password, 'another password');
    await expect.poll(() => secret.getByLabel('Present password').inputValue()).toBe('');
    await guest.getByRole('button', { name: 'Dark' }).click();
    await guest.reload();
    await guest.getByRole('button', { name: 'Dark', pressed: true }).waitFor();
    await guest.context().close();
    const again = await walk.open();
    await logIn(again, ben, 'another password');
    await again.getByRole('button', { name: 'Account of Ben Visitor' }).waitFor();
    await again.context().close();
  });

  it('shows what the server wrote', async () => {
    await page.getByRole('tab', { name: 'Instance' }).click();
    const log = page.getByRole('region', { name: 'Log of the server' });
    await log.getByText('Server listening').waitFor();
    await log.getByLabel("Find in the server's log").fill('no such words');
    await log.getByText('No line.').waitFor();
  });
});
