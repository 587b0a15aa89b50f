// A session at a simulated microscope: starts the server, lets the simulator write a movie every few seconds, and shows
// how a Live session keeps up with it. Everything lies in demo/; Ctrl-C ends it all.
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'demo');
const [microscope, data, projects] = ['microscope', 'data', 'projects'].map((name) => join(folder, name));
// Someone who watches has time to look around in the browser, and particles enough for classes.
const usual = process.stdout.isTTY ? 60 : 10;
const [count, everyS] = [Number(process.env.DEMO_MOVIES ?? usual), 8];
const optics = { psize_A: 1.2, accel_kv: 300, cs_mm: 2.7, total_dose_e_per_A2: 28.8 };
const picks = { blob_diameter_min: 150, blob_diameter_max: 190, box_size_pix: 256, bin_size_pix: 128 };
const email = 'demo@vitreous.example';
const password = randomBytes(6).toString('base64url');

rmSync(folder, { recursive: true, force: true });
for (const path of [microscope, projects]) mkdirSync(path, { recursive: true });
const cli = join(root, 'apps/cli/dist/bundle/main.js');
const serverMain = join(root, 'apps/server/dist/main.js');
const account = ['user', 'create', '--data', data, '--email', email, '--password', password, '--role', 'admin'];
const made = spawnSync(process.execPath, [serverMain, ...account], { encoding: 'utf8' });
if (made.status !== 0) throw new Error(made.stderr);

const server = spawn(process.execPath, [serverMain, 'serve', '--data', data, '--port', process.env.DEMO_PORT ?? '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  // Ctrl-C goes to this program alone, which ends the session first.
  detached: true,
});
process.on('exit', () => server.kill());
let stop = () => process.exit(1);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop());
const url = await new Promise((resolve, reject) => {
  server.once('exit', () => reject(new Error('the server did not start')));
  server.stdout.on('data', (text) => {
    const found = /^Vitreous .* at (http:\S+)$/m.exec(text)?.[1];
    if (found !== undefined) resolve(found);
  });
});
const form = new URLSearchParams({
  grant_type: 'password',
  username: email,
  password: createHash('sha256').update(password).digest('hex'),
});
const login = await fetch(`${url}/api/cmd/login`, { method: 'POST', body: form });
const headers = { authorization: `Bearer ${(await login.json()).access_token}`, 'content-type': 'application/json' };
const ask = async (method, path, body) => {
  const response = await fetch(`${url}/api/cmd/${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return response.json();
};
const post = (path, body) => ask('POST', path, body);

await post(`projects.create?${new URLSearchParams({ title: 'Demo', parent_dir: projects })}`);
const session = await post('sessions.create/P1?title=Simulated%20microscope');
await post('sessions.update_compute_configuration/P1/S1', {
  ...session.compute_resources,
  phase_one_lane: 'default',
});
const simulated = [
  '--count',
  String(count),
  '--every',
  String(everyS),
  '--size',
  '1024',
  '--frames',
  '16',
  '--threads',
  '1',
];
const size = ['--psize', String(optics.psize_A), '--dose', String(optics.total_dose_e_per_A2)];
const writer = spawn(process.execPath, [cli, 'simulate', 'movies', microscope, ...simulated, ...size], {
  stdio: 'ignore',
});
/** Ends what is at work, then the server: a stopped server leaves workers waiting for it. */
const finish = async () => {
  writer.kill();
  await post('sessions.pause/P1/S1').catch(() => {
    // It did not run.
  });
  const states = ['queued', 'launched', 'started', 'running', 'waiting'];
  const active = async () =>
    (await ask('GET', `jobs.find?project_uid=P1&${states.map((one) => `status=${one}`).join('&')}`)).length > 0;
  while (await active()) await new Promise((resolve) => setTimeout(resolve, 300));
  process.exit();
};
stop = () => {
  // Whoever insists does not wait for workers.
  stop = () => process.exit(1);
  process.stdout.write('\nWorkers finish what they have in hand …\n');
  finish().catch((error) => {
    process.stderr.write(`${error}\n`);
    process.exit(1);
  });
};
const group = await post('sessions.create_exposure_group/P1/S1');
const place = `P1/S1/${group.exp_group_id}`;
const watched = { file_engine_watch_path_abs: microscope, file_engine_filter: 'movie-*.tiff', file_engine_interval: 2 };
process.stdout.write('The microscope warms up …\n');
// Gain reference and defects come with the first movie.
for (let i = 0; ; i++) {
  const calibration = { gainref_path: join(microscope, 'gain.mrc'), defect_path: join(microscope, 'defects.txt') };
  try {
    await post(`sessions.update_exposure_group/${place}`, { ...watched, file_engine_enable: true, ...calibration });
    break;
  } catch (error) {
    if (i > 120) throw error;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
await post(`sessions.finalize_exposure_group/${place}`);
await post('sessions.update_session_params/P1/S1', { ...session.params, ...optics, ...picks });
await post('sessions.start/P1/S1');

const show = async () => {
  const [{ stats, status }, exposures] = await Promise.all([
    ask('GET', 'sessions.find_one/P1/S1'),
    ask('GET', 'exposures.find?project_uid=P1&session_uid=S1&limit=0'),
  ]);
  const rows = exposures.map(({ uid, stage, failed, in_progress: busy, attributes: a }) => [
    String(uid),
    failed ? 'failed' : busy ? `${stage} …` : stage,
    a.motion_at > 0 ? a.total_motion_dist.toFixed(1) : '',
    a.ctf_at > 0 ? (a.average_defocus / 1e4).toFixed(2) : '',
    a.ctf_at > 0 ? a.ctf_fit_to_A.toFixed(1) : '',
    a.pick_at > 0 ? String(a.total_blob_picks) : '',
    a.extract_at > 0 ? String(a.total_extracted_particles) : '',
    a.ready_at > 0 ? `${(a.ready_at - a.found_at).toFixed(0)} s` : '',
  ]);
  const table = [['exposure', 'stage', 'motion px', 'defocus µm', 'fit to Å', 'picks', 'particles', 'took'], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const lines = table.map((row) => row.map((cell, column) => cell.padStart(widths[column])).join('  '));
  const head = `${url}   login ${email}   password ${password}`;
  const sum = `Session S1 is ${status}: ${stats.total_ready} of ${count} ready, ${stats.total_failed} failed, ${stats.total_extracted_particles} particles.`;
  if (process.stdout.isTTY) process.stdout.write('\x1b[2J\x1b[H');
  process.stdout.write(`${head}\n\n${lines.join('\n')}\n\n${sum}\n`);
  return stats.total_ready + stats.total_failed >= count;
};

const stream = await fetch(`${url}/api/events?project_uid=P1&session_uid=S1`, { headers });
const changes = stream.body.getReader();
while (!(await changes.read()).done) if (await show()) break;
await show();
process.stdout.write(`All movies are through. What was made lies in ${join(projects, 'demo/S1')}.\n`);
if (process.stdout.isTTY && process.env.DEMO_STOP === undefined) {
  process.stdout.write('The session goes on waiting for more, and the server runs: Ctrl-C ends them.\n');
} else await finish();
