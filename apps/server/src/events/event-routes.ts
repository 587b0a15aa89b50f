import type { FastifyInstance, FastifyRequest } from 'fastify';
import { equals } from '@vitreous/store';
import { z } from 'zod';
import type { Call, House } from '../house.js';
import { callerOfRequest } from '../http/request-caller.js';
import { Problem } from '../problem.js';
import { findProject, mayUse } from '../projects/find-project.js';
import { isOfInterest, remember, type Interest, type Watcher } from './watcher.js';

/** Changes are gathered for so long before they are told. */
const gatherMs = 200;
/** Proxies close a line on which nothing comes. */
const keepAliveMs = 15_000;
/** Lines open at once, in all and of one person. */
const [mostWatchers, mostOfOne] = [500, 30];
/** A reader that is so far behind is let go: it comes back and reads everything anew. */
const mostWaiting = 1 << 20;

const query = z.strictObject({
  project_uid: z.string().optional(),
  session_uid: z.string().optional(),
  job_uid: z.string().optional(),
});

/**
 * `GET /api/events`: server-sent events that say what changed, never what it is now: a watcher asks for that through
 * the interface, where its access is checked as ever. docs/events.md describes them.
 */
export function registerEventRoutes(app: FastifyInstance, house: House): void {
  const watchers = new Set<Watcher>();
  const stopListening = house.store.onChange((changes) => {
    for (const watcher of watchers) {
      for (const change of changes) if (isOfInterest(change, watcher.interest)) remember(watcher.pending, change);
    }
  });
  const tellAll = (): void => {
    for (const watcher of watchers) if (watcher.pending.size > 0) tell(house, watcher);
  };
  const gather = setInterval(tellAll, gatherMs);
  const keepAlive = setInterval(() => {
    for (const watcher of watchers) {
      if (watcher.whoIsIt() === null) watcher.end();
      else watcher.send(': still here\n\n');
    }
  }, keepAliveMs);
  app.addHook('preClose', (done) => {
    clearInterval(gather);
    clearInterval(keepAlive);
    stopListening();
    for (const watcher of watchers) watcher.end();
    done();
  });

  app.get('/events', (request, reply) => {
    const interest = readInterest(request);
    const whoIsIt = (): ReturnType<Watcher['whoIsIt']> => callerOfRequest(house, request);
    const caller = whoIsIt();
    if (caller === null) throw new Problem(401, 'Log in first: the token is missing, expired or revoked.');
    if (interest.project_uid !== null) findProject({ ...house, caller, address: request.ip }, interest.project_uid);
    const own = [...watchers].filter((one) => one.whoIsIt()?._id === caller._id).length;
    if (watchers.size >= mostWatchers || own >= mostOfOne) throw new Problem(429, 'Too many event streams are open.');

    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...Object.fromEntries(Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined)),
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Says to proxies that this is not to be gathered.
      'x-accel-buffering': 'no',
    });
    const watcher: Watcher = {
      interest,
      whoIsIt,
      pending: new Map(),
      send: (text) => {
        if (raw.writableLength > mostWaiting) watcher.end();
        else raw.write(text);
      },
      end: () => {
        watchers.delete(watcher);
        raw.end();
      },
    };
    raw.once('close', () => watchers.delete(watcher));
    watchers.add(watcher);
    // What happened before is not told: whoever comes, or comes back, reads everything once.
    watcher.send(`retry: 1000\nevent: hello\ndata: ${JSON.stringify({ version: house.version })}\n\n`);
  });
}

function readInterest(request: FastifyRequest): Interest {
  const { project_uid = null, session_uid = null, job_uid = null } = query.parse(request.query);
  if (project_uid === null && (session_uid !== null || job_uid !== null)) {
    throw new Problem(422, 'session_uid and job_uid belong to a project: give project_uid too.');
  }
  return { project_uid, session_uid, job_uid };
}

/** Tells a watcher what waits for it, as far as it may know at this moment. */
function tell(house: House, watcher: Watcher): void {
  const changes = [...watcher.pending.values()];
  watcher.pending.clear();
  const caller = watcher.whoIsIt();
  if (caller === null) {
    watcher.end();
    return;
  }
  const call: Call = { ...house, caller, address: '' };
  const mayKnow = new Map<string, boolean>();
  const mayUseProject = (uid: string): boolean => {
    const known = mayKnow.get(uid);
    if (known !== undefined) return known;
    const project = call.store.projects.first(equals('uid', uid));
    const may = project !== null && mayUse(call, project);
    mayKnow.set(uid, may);
    return may;
  };
  const known = changes.filter((change) =>
    change.kind === 'notification' && change.user_id !== null
      ? change.user_id === caller._id
      : mayUseProject(change.project_uid ?? ''),
  );
  if (known.length === 0) return;
  const told = known.map(({ kind, project_uid, session_uid, uid }) => ({ kind, project_uid, session_uid, uid }));
  watcher.send(`event: change\ndata: ${JSON.stringify({ changes: told })}\n\n`);
}
