import { randomUUID } from 'node:crypto';
import { sentenceOf } from '@vitreous/errors';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ZodError } from 'zod';
import { Problem } from '../problem.js';

/** Answers an error with a status and a sentence; never with a stack. */
export function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const { status, detail } = describe(error, request);
  // The official client reads the body of a refused stream only if it is not told that there is JSON in it.
  const streamed = reply.getHeader('x-streamed') !== undefined;
  reply.removeHeader('x-streamed');
  void reply
    .code(status)
    .header('content-type', streamed ? 'application/json; charset=utf-8' : 'application/json')
    .send(Buffer.from(JSON.stringify({ detail })));
}

function describe(error: FastifyError | Error, request: FastifyRequest): Pick<Problem, 'status' | 'detail'> {
  if (error instanceof Problem) return error;
  if (error instanceof ZodError) return { status: 422, detail: error.message };
  const sentence = sentenceOf(error);
  if (sentence !== null) return { status: 422, detail: sentence };
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (status !== undefined && status >= 400 && status < 500) return { status, detail: error.message };
  const reference = randomUUID();
  request.log.error({ err: error, reference }, 'A function failed unexpectedly');
  return { status: 500, detail: `Something went wrong in the server; its log has more under ${reference}.` };
}
