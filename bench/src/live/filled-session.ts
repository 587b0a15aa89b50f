import { linkSync } from 'node:fs';
import { join } from 'node:path';
import type { LivePreprocessingParams } from '@vitreous/schema';
import { createId, openStore } from '@vitreous/store';
import { startFresh, startServer, type ServerProcess } from '../server/server-process.js';
import { clientOf, createLiveSession, pauseAndWait, until, type LiveSession } from './live-session.js';

/** A server with a session that has processed the one simulated movie in `movies`, and has many exposures of it. */
export async function startFilledSession(
  work: string,
  given: { readonly movies: string; readonly params: Partial<LivePreprocessingParams>; readonly count: number },
): Promise<{ server: ServerProcess; session: LiveSession }> {
  const { movies, params, count } = given;
  const { server, data, projects } = await startFresh(work);
  const gain = join(movies, 'gain.mrc');
  const session = await createLiveSession(server, { projects, title: 'large', workers: 1, intervalS: 1, gain, params });
  await session.call('sessions.start', session.key);
  linkSync(join(movies, 'movie-0001.tiff'), join(session.watched, '1.tiff'));
  await until('one exposure', 180, async () => (await session.read()).stats.total_ready === 1);
  await pauseAndWait(session);
  await server.stop();
  fillSession(data, session, count);
  const again = await startServer(data);
  return { server: again, session: { ...session, call: clientOf(again) } };
}

/** Makes so many exposures of the one that a session has, through the store; the server must not run. */
function fillSession(data: string, { key }: LiveSession, count: number): void {
  const store = openStore(join(data, 'vitreous.db'));
  try {
    const [one] = store.exposures.find([{ sql: 'session_uid = ?', values: [key.session_uid] }]);
    if (one === undefined) throw new Error('the session has no exposure to copy');
    const records = store.exposures.records(one._id);
    store.transact(() => {
      for (let uid = 2; uid <= count; uid++) {
        const _id = createId();
        const { attributes } = one;
        store.exposures.insert(
          {
            ...one,
            _id,
            uid,
            abs_file_path: `${one.abs_file_path}-${uid}`,
            manual_reject: uid % 10 === 0,
            attributes: {
              ...attributes,
              average_defocus: attributes.average_defocus + uid / 7,
              ctf_fit_to_A: 3 + (uid % 97) / 13,
              ready_at: attributes.ready_at + uid / 3,
            },
          },
          { file_time: uid, ignored: false },
        );
        store.exposures.saveRecords(_id, records);
      }
    });
    // They are in no hurry to be written into the project directory, which is another measurement's.
    for (const { exposure } of store.exposures.toDump(0, count))
      store.exposures.dumped(exposure._id, exposure.updated_at);
  } finally {
    store.close();
  }
}
