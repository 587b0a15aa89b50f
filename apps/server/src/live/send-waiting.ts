import type { SessionKey } from '@vitreous/store';
import type { House } from '../house.js';
import { deliver, type Delivery } from '../webhooks/deliver.js';
import { readWebhookPlaces, refuseWebhook } from '../webhooks/allowed-webhook.js';
import { changeFacts, readFacts, type Alarm } from './engine-facts.js';

/** A message that could not be delivered is tried again after so long, and four times as long each time. */
const pauseMs = 5000;
const mostTries = 5;

/** Delivers what waits for the webhook of a session, one message at a time, as far as it is due. */
export async function sendWaiting(house: House, session: SessionKey): Promise<void> {
  for (;;) {
    const { alarm } = readFacts(house, session);
    const [next] = alarm.waiting;
    if (next === undefined || next.not_before > house.now().toISOString()) return;
    const places = readWebhookPlaces(house.store);
    const refusal = alarm.webhook === null ? 'there is no webhook' : refuseWebhook(alarm.webhook, places);
    const delivery: Delivery =
      refusal === null && alarm.webhook !== null
        ? await deliver(alarm.webhook, next.body, places)
        : { kind: 'refused', reason: refusal ?? '' };
    house.store.transact(() => {
      const latest = readFacts(house, session).alarm;
      changeFacts(house, session, { alarm: settle(house, latest, next.body.id, delivery) });
    });
  }
}

function settle(house: House, alarm: Alarm, id: string, delivery: Delivery): Alarm {
  const now = house.now();
  const at = now.toISOString();
  const others = alarm.waiting.filter(({ body }) => body.id !== id);
  const own = alarm.waiting.find(({ body }) => body.id === id);
  if (delivery.kind === 'done') return { ...alarm, waiting: others, last_delivery: { at, error: null } };
  const last_delivery = { at, error: delivery.reason };
  const tries = (own?.tries ?? mostTries) + 1;
  if (own === undefined || delivery.kind === 'refused' || tries >= mostTries)
    return { ...alarm, waiting: others, last_delivery };
  const not_before = new Date(now.getTime() + pauseMs * 4 ** (tries - 1)).toISOString();
  return { ...alarm, waiting: [{ ...own, tries, not_before }, ...others], last_delivery };
}
