import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { guardedLookup, type WebhookPlaces } from './allowed-webhook.js';

const timeoutMs = 10_000;

/** What came of a delivery. */
export type Delivery =
  | { readonly kind: 'done' }
  /** It may help to try again. */
  | { readonly kind: 'failed' | 'refused'; readonly reason: string };

/** Posts JSON to a place that `refuseWebhook` has nothing against. Follows no redirect, reads no answer. */
export function deliver(url: string, body: object, places: WebhookPlaces): Promise<Delivery> {
  const text = JSON.stringify(body);
  return new Promise((resolve) => {
    const request = url.startsWith('https:') ? requestSecure : requestPlain;
    const sent = request(
      url,
      {
        method: 'POST',
        // A connection of its own: none is kept that was made under other rules.
        agent: false,
        lookup: guardedLookup(places),
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
          'user-agent': 'Vitreous',
        },
      },
      (response) => {
        const { statusCode: code = 0 } = response;
        response.on('error', () => undefined).destroy();
        if (code >= 200 && code < 300) resolve({ kind: 'done' });
        else {
          const isTheirTrouble = code >= 500 || code === 408 || code === 429;
          resolve({ kind: isTheirTrouble ? 'failed' : 'refused', reason: `the answer was ${code}` });
        }
      },
    );
    sent.on('error', (error) => {
      const reason = error.name === 'TimeoutError' || error.name === 'AbortError' ? 'no answer came' : error.message;
      resolve({ kind: 'failed', reason });
    });
    sent.end(text);
  });
}
