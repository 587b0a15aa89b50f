import { UserError } from '@vitreous/errors';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineAction, Refusal, serveActions, type ActionAnswer, type Actions } from './interaction.js';

/** Serves posts one after the other; answers what was answered and what statuses were told. */
async function serve(actions: Actions, posts: readonly (readonly [string, unknown])[]): Promise<unknown[]> {
  const waiting = posts.map(([action, body], i) => ({ id: `${i}`, action, body }));
  const seen: unknown[] = [];
  await serveActions(
    actions,
    {
      status: async (status) => {
        seen.push(status);
        await Promise.resolve();
      },
      nextAction: () => Promise.resolve(waiting.shift() ?? null),
      answerAction: async ({ status, content }: ActionAnswer) => {
        seen.push([status, content]);
        await Promise.resolve();
      },
    },
    AbortSignal.timeout(5000),
  );
  return seen;
}

const finish = defineAction(z.object({}), () => undefined, { ends: true });

it('performs what is asked, tells what is wrong, and ends', async () => {
  let sum = 0;
  const actions: Actions = {
    add: defineAction(z.strictObject({ number: z.number().default(1) }), ({ number }) => (sum += number)),
    refuse: defineAction(z.object({}), () => {
      throw new Refusal(404, 'It is not there.');
    }),
    mend: defineAction(z.object({}), () => {
      throw new UserError('The box is too large.');
    }),
    finish,
  };
  const seen = await serve(actions, [
    ['add', { number: 2 }],
    ['add', {}],
    ['add', { number: 'x' }],
    ['toString', {}],
    ['refuse', {}],
    ['mend', {}],
    ['finish', {}],
    ['add', {}],
  ]);
  expect(seen).toEqual([
    'waiting',
    [200, 2],
    [200, 3],
    [422, [expect.objectContaining({ loc: ['body', 'number'] })]],
    [422, [expect.objectContaining({ loc: ['query', 'endpoint'], input: 'toString' })]],
    [404, 'It is not there.'],
    [409, 'The box is too large.'],
    [200, null],
    'running',
  ]);
  expect(sum).toBe(3);
});

it('goes on waiting when the action that ends it is refused, and fails for a bug', async () => {
  let tries = 0;
  const actions: Actions = {
    finish: defineAction(
      z.object({}),
      () => {
        if (tries++ === 0) throw new Refusal(409, 'Not yet.');
      },
      { ends: true },
    ),
  };
  const posts = [
    ['finish', {}],
    ['finish', {}],
  ] as const;
  expect(await serve(actions, posts)).toEqual(['waiting', [409, 'Not yet.'], [200, null], 'running']);
  const broken = { break: defineAction(z.object({}), () => JSON.parse('{') as unknown), finish };
  await expect(serve(broken, [['break', {}]])).rejects.toThrow(SyntaxError);
});
