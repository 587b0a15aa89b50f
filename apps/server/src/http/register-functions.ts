import { Readable } from 'node:stream';
import { contract, pathOf, streams, type Endpoint, type FunctionName } from '@vitreous/schema';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accessOf } from '../access.js';
import { callerOf, isAdmin, WrittenList, type Call, type Handlers, type House } from '../house.js';
import { forbidden, Problem } from '../problem.js';
import { findProject } from '../projects/find-project.js';
import { createArgumentsReader } from './read-arguments.js';
import { callerOfRequest } from './request-caller.js';

type AnyHandler = (call: Call, input: Record<string, unknown>) => unknown;

/** Makes a route of every function of the contract. */
export function registerFunctions(app: FastifyInstance, house: House, handlers: Handlers): void {
  for (const [key, endpoint] of Object.entries<Endpoint>(contract)) {
    const name = key as FunctionName;
    const handler = handlers[name] as AnyHandler | undefined;
    if (handler === undefined) throw new Error(`${name} has no handler in functions/all.ts`);
    const readArguments = createArgumentsReader(endpoint);
    app.route({
      method: endpoint.method,
      url: pathOf(name, endpoint, (argument) => `:${argument}`),
      handler: async (request, reply) => {
        if (streams.get(endpoint.returns)?.status === 201) void reply.header('x-streamed', '1');
        const call: Call = { ...house, caller: callerOfRequest(house, request), address: request.ip };
        authorize(name, call);
        const projectUid = projectOf(request);
        if (projectUid !== null) findProject(call, projectUid);
        const input = readArguments({ params: request.params, query: request.query, body: request.body });
        const answer = await handler(call, input);
        audit(name, endpoint, call, input);
        return send(reply, endpoint, answer);
      },
      errorHandler: (error, request, reply) => {
        noteRefusal(house, name, request, error);
        app.errorHandler(error, request, reply);
      },
    });
  }
}

function authorize(name: FunctionName, call: Call): void {
  const access = accessOf(name);
  if (access === 'anybody') return;
  if (call.caller === null) throw new Problem(401, 'Log in first: the token is missing, expired or revoked.');
  if (access === 'admin' && !isAdmin(callerOf(call))) throw forbidden(`${name} is for administrators.`);
}

/** The one project that a call is about; lists of projects are narrowed by the functions themselves. */
function projectOf({ params, query }: FastifyRequest): string | null {
  const named = { ...(query as object), ...(params as object) } as { project_uid?: unknown };
  return typeof named.project_uid === 'string' ? named.project_uid : null;
}

function send(reply: FastifyReply, endpoint: Endpoint, answer: unknown): FastifyReply {
  reply.removeHeader('x-streamed');
  const kind = streams.get(endpoint.returns);
  if (kind !== undefined) {
    const stream = Readable.from(answer as AsyncIterable<Uint8Array>, { objectMode: false });
    return reply.code(kind.status).header('content-type', kind.media).send(stream);
  }
  const json = answer instanceof WrittenList ? answer.json : JSON.stringify(answer ?? null);
  return reply.header('content-type', 'application/json').send(Buffer.from(json));
}

/** Changes are written down with who made them; reads are not. */
function audit(name: FunctionName, { method }: Endpoint, call: Call, input: Record<string, unknown>): void {
  if (method === 'GET') return;
  const target = ['project_uid', 'workspace_uid', 'job_uid', 'user_id', 'username', 'name']
    .flatMap((key) => (typeof input[key] === 'string' ? [input[key]] : []))
    .join(' ')
    .slice(0, 200);
  const user_id = call.caller?._id ?? null;
  const at = call.now().toISOString();
  call.store.audit.insert({ at, user_id, address: call.address, function: name, target, outcome: 'done' });
}

function noteRefusal(house: House, name: FunctionName, request: FastifyRequest, error: Error): void {
  if (!(error instanceof Problem) || ![401, 403, 429].includes(error.status)) return;
  const entry = { at: house.now().toISOString(), user_id: null, address: request.ip, function: name, target: '' };
  house.store.audit.insert({ ...entry, outcome: `refused (${error.status})` });
}
