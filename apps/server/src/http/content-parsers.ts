import type { FastifyInstance } from 'fastify';
import { Problem } from '../problem.js';

/** How bodies are read: JSON and forms whole (their size is bounded), streams as they come. */
export function addContentParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  // The official client announces JSON even where it sends nothing.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') {
      done(null, undefined);
      return;
    }
    try {
      done(null, JSON.parse(body.toString()));
    } catch {
      done(new Problem(422, [{ type: 'json_invalid', loc: ['body'], msg: 'The body is no valid JSON.', input: null }]));
    }
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(body.toString())));
  });
  for (const media of ['application/octet-stream', 'application/x-cryosparc-dataset']) {
    app.addContentTypeParser(media, (_request, payload, done) => {
      done(null, payload);
    });
  }
}
