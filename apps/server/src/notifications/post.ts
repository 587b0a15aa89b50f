import { notification as notificationModel, type Notification } from '@vitreous/schema';
import { between, createId, type StoredNotification } from '@vitreous/store';
import type { House } from '../house.js';

/** Notices older than this are dropped. */
const keptMs = 30 * 24 * 3600 * 1000;

/** What is said. A notice goes away by itself after `ttl_seconds`; with null it stays until somebody puts it away. */
export interface Notice extends Partial<
  Pick<Notification, 'project_uid' | 'job_uid' | 'status' | 'progress_pct' | 'ttl_seconds' | 'icon'>
> {
  readonly message: string;
  /** Whom it is for; null: all who may use the project. */
  readonly user_id: string | null;
}

/** Tells people something: what works in the background has nobody who waits for its answer. */
export function postNotification(house: House, notice: Notice): StoredNotification {
  const now = house.now();
  const time = now.toISOString();
  const message = notice.message.slice(0, 10_000);
  const posted: StoredNotification = {
    ...notificationModel.parse({
      ...notice,
      message,
      _id: createId(now.getTime()),
      created_at: time,
      updated_at: time,
    }),
    user_id: notice.user_id,
  };
  house.store.transact(() => {
    const old = between('created_at', ['', new Date(now.getTime() - keptMs).toISOString()]);
    for (const { _id } of house.store.notifications.find(old)) house.store.notifications.remove(_id);
    house.store.notifications.insert(posted);
  });
  return posted;
}

/** Changes a notice that was posted: how far something is, or that it is over. */
export function updateNotification(house: House, id: string, change: Partial<Notification>): void {
  house.store.transact(() => {
    const posted = house.store.notifications.get(id);
    if (posted === null) return;
    house.store.notifications.save({ ...posted, ...change, updated_at: house.now().toISOString() });
  });
}
