import { countInBounds } from '@vitreous/live';
import { exposureAttributes } from '@vitreous/store';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Call, House } from '../house.js';
import { callerOfRequest } from '../http/request-caller.js';
import { invalid, Problem } from '../problem.js';
import { readWebhookPlaces, refuseWebhook } from '../webhooks/allowed-webhook.js';
import { raise, secondsSinceExposure } from './alerts.js';
import { changeFacts, readFacts } from './engine-facts.js';
import { changeSession, findSession } from './find-session.js';

const place = { project_uid: z.string(), session_uid: z.string() };
const query = z.strictObject(place);
const wanted = z.strictObject({
  ...place,
  rule: z
    .strictObject({
      attribute: z.enum(exposureAttributes),
      min: z.number().nullable().default(null),
      max: z.number().nullable().default(null),
    })
    .refine(({ min, max }) => (min !== null || max !== null) && (min ?? -Infinity) <= (max ?? Infinity), {
      message: 'Expected min, max or both, the smaller one first.',
    })
    .nullable()
    .optional(),
  webhook: z.string().nullable().optional(),
  /** Whether a message is sent at once, to see whether it comes. */
  test: z.boolean().default(false),
});

/** A session's alert rule and webhook, and how long no exposure has come: docs/alerts.md describes them. */
export function registerAlertRoutes(app: FastifyInstance, house: House): void {
  app.get('/live/alert', (request) => {
    const key = query.parse(request.query);
    findSession(callOf(house, request), key.project_uid, key.session_uid);
    return describe(house, key);
  });

  app.post('/live/alert', (request) => {
    const { project_uid, session_uid, rule, webhook, test } = wanted.parse(request.body);
    const call = callOf(house, request);
    const refusal = webhook == null ? null : refuseWebhook(webhook, readWebhookPlaces(house.store));
    if (refusal !== null) throw invalid('body', 'webhook', `It may not be called: ${refusal}.`, null);
    const session = changeSession(call, project_uid, session_uid, (one) => {
      const { alarm } = readFacts(house, one);
      changeFacts(house, one, {
        alarm: {
          ...alarm,
          ...(rule === undefined ? {} : { rule, state: null }),
          ...(webhook === undefined ? {} : { webhook, waiting: [] }),
        },
      });
      if (test) raise(house, one, { kind: 'test', message: `${session_uid}: this is a test.`, details: {} });
    });
    return describe(house, session);
  });
}

function describe(house: House, key: z.output<typeof query>): object {
  const { alarm } = readFacts(house, key);
  const recent = alarm.state?.recent ?? [];
  return {
    seconds_since_last_exposure: secondsSinceExposure(house, key),
    rule: alarm.rule,
    recent: { values: recent.length, in_bounds: alarm.rule === null ? 0 : countInBounds(alarm.rule, recent) },
    silent: alarm.state?.silent ?? 0,
    last_alert: alarm.last_alert,
    // The rest of an address is often its secret.
    webhook_host: alarm.webhook === null ? null : new URL(alarm.webhook).host,
    waiting: alarm.waiting.length,
    last_delivery: alarm.last_delivery,
  };
}

function callOf(house: House, request: FastifyRequest): Call {
  const caller = callerOfRequest(house, request);
  if (caller === null) throw new Problem(401, 'Log in first: the token is missing, expired or revoked.');
  return { ...house, caller, address: request.ip };
}
