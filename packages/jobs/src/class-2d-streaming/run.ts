import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { streamPace, type Class2dProgress, type Classification } from '@vitreous/algorithms';
import { UserError } from '@vitreous/errors';
import type { Dataset } from '@vitreous/formats';
import { liveClassesStart, liveParticles, type ParamsOf, type RunContext } from '@vitreous/job-kit';
import { followParticles, ParticleTables, sentenceOfStep } from '@vitreous/stages';
import { createArrivals, type Arrivals } from './arrivals.js';
import type { class2dStreaming } from './definition.js';
import { logClasses, publishClasses, publishParticles } from './publish.js';

/** How often the session is asked for particles while there is nothing to do. */
const askEveryMs = 2000;
/** Reports of new particles come no more often than this; those of passes at once. */
const reportEveryMs = 10_000;
/** All particles are written, and the state kept, no more often than this while more are coming. */
const writeEveryMs = 60_000;

/** Classifies a session's particles as they come, until it is stopped. */
export async function run(params: ParamsOf<typeof class2dStreaming>, context: RunContext): Promise<void> {
  // Paths in the project are relative to it, in results and in the files that stages write.
  process.chdir(context.projectDir);
  const { fresh, once } = liveClassesStart.parse(await context.ask('live/classes/start', {}));
  const stateFile = join(context.jobDir, 'stream.state');
  const orderFile = join(context.jobDir, 'stream.json');
  if (fresh) await Promise.all([stateFile, orderFile].map((path) => rm(path, { force: true })));

  let [reportedAt, writtenAt, number] = [-Infinity, -Infinity, Date.now()];
  let classes: Dataset | null = null;
  const publish = async (found: Classification, partial: boolean, from: Int32Array): Promise<void> => {
    const { pixelSizeA } = tables;
    classes = await publishClasses(context, found, { pixelSizeA, partial, origins: from, number: ++number });
    reportedAt = performance.now();
  };
  // Before there are any classes, those of a beginning are shown while they form.
  const onStep = async (progress: Class2dProgress, describe: () => Promise<Classification>): Promise<void> => {
    context.progress(progress.step / progress.steps, sentenceOfStep(progress));
    if (begun || performance.now() - reportedAt < reportEveryMs) return;
    await publish(await describe(), true, identity(params.class2D_K));
  };
  let { tables, arrivals, followed } = open(params, context, onStep);
  let begun = false;
  if (!fresh) {
    begun = (await takeUp(arrivals, orderFile, context)) && (await followed.restore(stateFile));
    if (begun) await context.log('Goes on from where it was.');
    else ({ tables, arrivals, followed } = open(params, context, onStep));
  }

  let since: string | null = null;
  let selected = new Set<number>();
  let waiting = false;
  let arrivedAt = performance.now();
  let origins: Int32Array | null = null;
  let [unreported, unwritten] = [begun, begun];
  const report = async (): Promise<void> => {
    const now = await followed.describe();
    if (now === null) return;
    await publish(now.found, false, origins ?? identity(params.class2D_K));
    origins = null;
    unreported = false;
    unwritten = true;
  };
  const write = async (): Promise<void> => {
    const now = await followed.describe();
    if (now === null || classes === null) return;
    await publishParticles(context, now, classes, selected);
    await arrivals.save(orderFile);
    await followed.save(stateFile);
    unwritten = false;
    writtenAt = performance.now();
  };

  for (;;) {
    context.signal.throwIfAborted();
    const answer = liveParticles.parse(await context.ask('live/particles', { since }));
    since = answer.until;
    if ((await arrivals.take(answer.exposures)) > 0) arrivedAt = performance.now();
    if (answer.selected.join() !== [...selected].join()) {
      selected = new Set(answer.selected);
      unwritten = true;
    }
    const idle = performance.now() - arrivedAt >= 1000 * params.idle_s;
    const update = await followed.advance(idle);
    if (update !== null) {
      if (waiting) await context.ask('status', { status: 'running' });
      waiting = false;
      begun = true;
      origins = compose(origins ?? identity(params.class2D_K), update.origins);
      unreported = true;
      const due = update.action !== 'take in' || performance.now() - reportedAt > reportEveryMs;
      if (due) await report();
      if (update.action !== 'take in') {
        const now = await followed.describe();
        if (now !== null) await logClasses(context, now.found, number);
      }
      if (performance.now() - writtenAt > writeEveryMs) await write();
      context.progress(0, `${update.particles} particles in classes`);
      continue;
    }
    if (unreported) await report();
    if (unwritten) await write();
    if (once && idle) break;
    if (!waiting) await context.ask('status', { status: 'waiting' });
    waiting = true;
    context.progress(
      0,
      begun ? `waits for more than ${tables.count} particles` : sentenceOfWaiting(tables.count, params),
    );
    await wait(askEveryMs, undefined, { signal: context.signal });
  }
  if (!begun) throw new UserError(`${tables.count} particles are too few for ${params.class2D_K} classes.`);
}

function sentenceOfWaiting(there: number, { class2D_K: classes, idle_s }: ParamsOf<typeof class2dStreaming>): string {
  const [first, fewer] = [streamPace.first * classes, streamPace.firstIdle * classes];
  return `waits for particles: ${there} are there, ${classes} classes begin with ${first} (with ${fewer} when none comes for ${idle_s} s)`;
}

function open(
  params: ParamsOf<typeof class2dStreaming>,
  context: RunContext,
  onStep: NonNullable<Parameters<typeof followParticles>[3]>,
) {
  const { projectDir, jobDir, threads, signal } = context;
  const folders = [projectDir];
  const tables = new ParticleTables({
    folders,
    stack: null,
    pixelSizeA: null,
    ignoreCtf: !params.class2D_do_ctf,
    dark: false,
    threads,
  });
  const stage = { outDir: join(projectDir, jobDir), threads, signal, progress: () => undefined };
  const followed = followParticles(tables, params, stage, onStep);
  return { tables, arrivals: createArrivals(tables, context), followed };
}

/** Reads again what had arrived; what can no longer be read makes it begin anew. */
async function takeUp(arrivals: Arrivals, path: string, context: RunContext): Promise<boolean> {
  try {
    return await arrivals.restore(path);
  } catch (error) {
    await context.log(`Begins anew: ${(error as Error).message}`, 'warning');
    return false;
  }
}

function identity(classes: number): Int32Array {
  return Int32Array.from({ length: classes }, (_, k) => k);
}

/** What classes go on from over two updates. */
function compose(first: Int32Array, second: Int32Array): Int32Array {
  return second.map((k) => first[k] ?? k);
}
