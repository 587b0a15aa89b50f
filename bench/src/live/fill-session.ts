import { join } from 'node:path';
import { createId, openStore } from '@vitreous/store';
import type { LiveSession } from './live-session.js';

/** Makes so many exposures of the one that a session has, through the store; the server must not run. */
export function fillSession(data: string, { key }: LiveSession, count: number): void {
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
