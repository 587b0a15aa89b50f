import { randomUUID } from 'node:crypto';
import { alertWindow, countInBounds, noteValue, noValues } from '@vitreous/live';
import type { Exposure, Session } from '@vitreous/schema';
import type { SessionKey } from '@vitreous/store';
import type { House } from '../house.js';
import { postNotification } from '../notifications/post.js';
import { changeFacts, readFacts, type Alarm } from './engine-facts.js';

/** Messages of a session that wait to be delivered; the oldest are dropped. */
const mostWaiting = 20;

/** Takes the value of an exposure that has become ready into account, inside a transaction. */
export function noteReady(house: House, session: Session, exposure: Exposure): void {
  const { alarm } = readFacts(house, session);
  if (alarm.rule === null || exposure.test) return;
  const { rule } = alarm;
  const noted = noteValue(rule, alarm.state ?? noValues, exposure.attributes[rule.attribute]);
  const { recent, silent } = noted.state;
  changeFacts(house, session, { alarm: { ...alarm, state: { recent: [...recent], silent } } });
  if (!noted.alert) return;
  const inBounds = countInBounds(rule, recent);
  const bounds = `${rule.min ?? '…'} to ${rule.max ?? '…'}`;
  raise(house, session, {
    kind: 'alert',
    message: `${session.session_uid}: ${rule.attribute} is within ${bounds} in only ${inBounds} of the last ${alertWindow} exposures.`,
    details: { ...rule, in_bounds: inBounds, window: alertWindow, exposure_uid: exposure.uid },
  });
}

interface Message {
  readonly kind: 'alert' | 'trouble' | 'test';
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Tells the people of a project, and whoever listens behind the webhook, inside a transaction. */
export function raise(
  house: House,
  session: Pick<Session, 'project_uid' | 'session_uid' | 'title'>,
  what: Message,
): void {
  const at = house.now().toISOString();
  const { project_uid, session_uid, title } = session;
  const { alarm } = readFacts(house, session);
  if (what.kind === 'alert')
    postNotification(house, {
      user_id: null,
      project_uid,
      message: what.message,
      status: 'warning',
      ttl_seconds: null,
    });
  const last_alert = what.kind === 'alert' ? { at, message: what.message } : alarm.last_alert;
  if (alarm.webhook === null) {
    changeFacts(house, session, { alarm: { ...alarm, last_alert } });
    return;
  }
  // `text` is what chat programs show.
  const body = { id: randomUUID(), at, project_uid, session_uid, title, text: what.message, ...what };
  const waiting: Alarm['waiting'] = [...alarm.waiting, { body, tries: 0, not_before: at }].slice(-mostWaiting);
  changeFacts(house, session, { alarm: { ...alarm, last_alert, waiting } });
}

/** Seconds since a movie was last found; null before the first. */
export function secondsSinceExposure(house: House, session: SessionKey): number | null {
  const { last_found_at: at } = readFacts(house, session);
  const now = house.now().getTime() / 1000;
  const found = at === null ? house.store.exposures.tally(session, now).last_found_at : Date.parse(at) / 1000;
  return found === 0 ? null : Math.max(0, now - found);
}
