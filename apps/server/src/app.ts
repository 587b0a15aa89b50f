import { describeInterface } from '@vitreous/schema';
import fastify, { LogController, type FastifyInstance } from 'fastify';
import { registerEventRoutes } from './events/event-routes.js';
import { handlers } from './functions/all.js';
import { answerError } from './http/answer-error.js';
import { addContentParsers } from './http/content-parsers.js';
import { addMetrics } from './http/metrics.js';
import { registerMapRoutes } from './http/map-routes.js';
import { registerPageRoutes } from './http/page-routes.js';
import { registerFunctions } from './http/register-functions.js';
import { registerSetupRoutes } from './http/setup-routes.js';
import { registerAlertRoutes } from './live/alert-routes.js';
import { registerLiveRoutes } from './live/live-routes.js';
import { serveApp } from './http/serve-app.js';
import { registerWatchingRoutes } from './live/watching-routes.js';
import type { OpenHouse } from './open-house.js';
import { registerWorkerRoutes } from './queue/worker-routes.js';

/** Where the official client looks for the interface. */
const root = '/api/cmd';
/** Bodies that are read whole; streams have no such bound. */
const bodyLimit = 16 * 1024 * 1024;

const headers = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};

/** The HTTP server over a house; it does not listen yet. */
export function createApp(
  { house, scheduler, sessions }: Pick<OpenHouse, 'house' | 'scheduler' | 'sessions'>,
  logger: boolean,
): FastifyInstance {
  const writeLine = (line: string): void => {
    process.stdout.write(line);
    house.recentLines.add(line);
  };
  const app = fastify({
    bodyLimit,
    logger: logger ? { level: 'info', base: {}, stream: { write: writeLine } } : false,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 1000 },
    // A closed server answers what it is doing and takes nothing new.
    forceCloseConnections: 'idle',
  });
  addContentParsers(app);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).header('content-type', 'application/json').send('{"detail":"There is no such function."}'),
  );
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
  app.addHook('preClose', (done) => {
    house.interactions.close();
    done();
  });
  addMetrics(app, house);
  registerSetupRoutes(app, house);
  let description: string | null = null;
  app.get(`${root}/openapi.json`, (_request, reply) => {
    description ??= JSON.stringify(describeInterface(house.version));
    return reply.header('content-type', 'application/json').send(description);
  });
  void app.register(
    (inner, _options, done) => {
      registerFunctions(inner, house, handlers);
      done();
    },
    { prefix: root },
  );
  void app.register(
    (inner, _options, done) => {
      registerEventRoutes(inner, house);
      registerAlertRoutes(inner, house);
      registerWatchingRoutes(inner, house, sessions.files);
      done();
    },
    { prefix: '/api' },
  );
  void app.register(
    (inner, _options, done) => {
      registerWorkerRoutes(inner, house, scheduler);
      registerLiveRoutes(inner, house);
      done();
    },
    { prefix: '/api/worker' },
  );
  void app.register(
    (inner, _options, done) => {
      registerPageRoutes(inner, house);
      registerMapRoutes(inner, house);
      done();
    },
    { prefix: '/api/web' },
  );
  serveApp(app);
  return app;
}
