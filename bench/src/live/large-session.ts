import type { ServerProcess } from '../server/server-process.js';
import { median } from '../measure.js';
import { listed, type LiveSession } from './live-session.js';

/** Milliseconds of a call: its median, the longest of all, and what the server spends. */
export interface Timed {
  readonly what: string;
  readonly medianMs: number;
  readonly mostMs: number;
  /** Of the server, for one call and what it sets off. */
  readonly cpuMs: number;
}

const rounds = 15;
const attributes = [
  ...['total_motion_dist', 'average_defocus', 'defocus_range', 'astigmatism', 'phase_shift', 'ctf_fit_to_A'],
  ...['ice_thickness_rel', 'df_tilt_angle', 'astigmatism_angle', 'max_intra_frame_motion', 'total_manual_picks'],
  ...['total_blob_picks', 'blob_pick_score_median', 'total_template_picks', 'template_pick_score_median'],
  ...['total_extracted_particles', 'total_extracted_particles_manual', 'total_extracted_particles_blob'],
  ...['total_extracted_particles_template', 'found_at', 'check_at', 'motion_at', 'thumbs_at', 'ctf_at', 'pick_at'],
  ...['extract_at', 'manual_extract_at', 'ready_at', 'failed', 'manual_reject', 'threshold_reject', 'test'],
];

/** Times what a web page and a script ask of a session with many exposures. */
export async function timeLargeSession(server: ServerProcess, session: LiveSession, count: number): Promise<Timed[]> {
  const { call, key } = session;
  const many = { ...listed(key) };
  const [middle] = await call('exposures.find', { ...many, uid: [`${Math.floor(count / 2)}`] });
  const after = middle?._id ?? '';
  const place = new URLSearchParams(key).toString();
  const series = async (names: readonly string[]): Promise<void> => {
    const wanted = names.map((name) => `&name=${name}`).join('');
    const response = await fetch(`${server.url}/api/live/series?${place}${wanted}`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    if (response.status !== 200) throw new Error(await response.text());
    await response.arrayBuffer();
  };
  let turn = 0;
  const asked: readonly (readonly [what: string, ask: () => Promise<unknown>])[] = [
    ['the session’s record with its statistics', () => call('sessions.find_one', key)],
    ['list: first 100 exposures', () => call('exposures.find', many)],
    ['list: latest 100 exposures', () => call('exposures.find', { ...many, order: -1 })],
    ['list: 100 exposures after the middle', () => call('exposures.find', { ...many, after })],
    ['list: 100 exposures by number', () => call('exposures.find', { ...many, uid: hundred(count) })],
    ['list: exposures of a stage (none)', () => call('exposures.find', { ...many, stage: ['motion'] })],
    ['count of a stage', () => call('exposures.count', { ...many, stage: ['ready'] })],
    ['one exposure', () => call('exposures.find_one', { ...key, exposure_uid: count - 7 })],
    ['series: one attribute', () => series(['ctf_fit_to_A'])],
    ['series: six attributes', () => series(attributes.slice(0, 6))],
    [`series: all ${attributes.length} columns`, () => series(attributes)],
    [
      'alert of the session',
      () => fetch(`${server.url}/api/live/alert?${place}`, { headers: { authorization: `Bearer ${server.token}` } }),
    ],
    [
      'a threshold set, all judged anew',
      () =>
        call('sessions.update_attribute_threshold', { ...key, attribute: 'ctf_fit_to_A', max_val: 5 + (turn++ % 3) }),
    ],
    [
      'an exposure rejected by hand',
      () => call('exposures.toggle_manual_reject_exposure', { ...key, exposure_uid: 77 }),
    ],
  ];
  const timed: Timed[] = [];
  for (const [what, ask] of asked) {
    const times: number[] = [];
    await ask();
    const cpuBefore = server.cpuS();
    for (let round = 0; round < rounds; round++) {
      const begun = performance.now();
      await ask();
      times.push(performance.now() - begun);
      // What a call sets off, such as counting anew, is another call's trouble: it is let through.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    timed.push({
      what,
      medianMs: median(times),
      mostMs: Math.max(...times),
      cpuMs: (1000 * (server.cpuS() - cpuBefore)) / rounds,
    });
  }
  return timed;
}

function hundred(count: number): string[] {
  return Array.from({ length: 100 }, (_, i) => `${1 + Math.floor((i * count) / 100)}`);
}
