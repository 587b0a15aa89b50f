import { sentenceOf } from '@vitreous/errors';
import { z } from 'zod';

/** A person's post to a job that waits, as the server hands it to the worker. */
export const actionCall = z.object({ id: z.string(), action: z.string(), body: z.unknown() });
export type ActionCall = z.output<typeof actionCall>;

/** What a worker answers: 200 with the reply, or what is wrong. */
export const actionAnswer = z.object({
  id: z.string(),
  status: z.literal([200, 404, 409, 422]),
  content: z.unknown(),
});
export type ActionAnswer = z.output<typeof actionAnswer>;

/** Something in a post is wrong: 404 for what is not there, 409 for what the state forbids. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: 404 | 409,
    sentence: string,
  ) {
    super(sentence);
  }
}

/** One thing that may be asked of a job that waits. */
export interface Action {
  /** The job waits no longer when this has been done. */
  readonly ends: boolean;
  readonly perform: (body: unknown) => Promise<unknown>;
}

/** All that may be asked of a job that waits, by name. */
export type Actions = Readonly<Record<string, Action>>;

/**
 * An action. `act` gets the checked body and answers something that JSON holds; a UserError, DataError or Refusal of it
 * is told to whoever asked, and the job goes on waiting; any other error fails the job.
 */
export function defineAction<Body>(
  body: z.ZodType<Body>,
  act: (body: Body) => unknown,
  { ends = false }: { readonly ends?: boolean } = {},
): Action {
  return { ends, perform: async (given) => await act(body.parse(given)) };
}

/** How a waiting job hears what is asked of it. */
export interface ActionLine {
  status(status: 'waiting' | 'running'): Promise<void>;
  /** The next post; null when none came for a while. Until it is answered it is the same one. */
  nextAction(): Promise<ActionCall | null>;
  answerAction(answer: ActionAnswer): Promise<void>;
}

/** Waits for people: performs what they ask, one after the other, until an action ends it. */
export async function serveActions(actions: Actions, line: ActionLine, signal: AbortSignal): Promise<void> {
  await line.status('waiting');
  for (;;) {
    signal.throwIfAborted();
    const call = await line.nextAction();
    if (call === null) continue;
    const answer = await answerCall(actions, call);
    await line.answerAction({ id: call.id, ...answer });
    if (answer.status === 200 && actions[call.action]?.ends === true) break;
  }
  await line.status('running');
}

async function answerCall(actions: Actions, { action, body }: ActionCall): Promise<Omit<ActionAnswer, 'id'>> {
  const found = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (found === undefined) {
    const names = Object.keys(actions).join(', ');
    return invalid('query', ['endpoint'], `There is no such action; there are ${names}.`, action.slice(0, 100));
  }
  try {
    return { status: 200, content: (await found.perform(body)) ?? null };
  } catch (error) {
    if (error instanceof z.ZodError) {
      const issues = error.issues.map(({ path, message }) => issue('body', path.map(partOf), message, null));
      return { status: 422, content: issues };
    }
    if (error instanceof Refusal) return { status: error.status, content: error.message };
    const sentence = sentenceOf(error);
    if (sentence === null) throw error;
    return { status: 409, content: sentence };
  }
}

const partOf = (part: PropertyKey): string | number => (typeof part === 'number' ? part : String(part));

function invalid(
  place: string,
  path: readonly (string | number)[],
  msg: string,
  input: unknown,
): Omit<ActionAnswer, 'id'> {
  return { status: 422, content: [issue(place, path, msg, input)] };
}

/** In the shape of the server's own answers to wrong arguments. */
function issue(
  place: string,
  path: readonly (string | number)[],
  msg: string,
  input: unknown,
): Readonly<Record<string, unknown>> {
  return { type: 'value_error', loc: [place, ...path], msg, input };
}
