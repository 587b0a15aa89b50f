import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readDataset, type Dataset } from '@vitreous/formats';
import { liveRefineParticles, liveRefineStart, type ParamsOf, type RunContext } from '@vitreous/job-kit';
import { refineStreaming } from './definition.js';
import { readLastMap, type LastMap } from './last-map.js';
import { planUpdate } from './plan-update.js';
import { publishMap } from './publish-map.js';
import { compareRows, rowsById } from './starting-poses.js';
import { updateMap } from './update-map.js';

type Params = ParamsOf<typeof refineStreaming>;

/** How often the session is asked for particles while there is nothing to do. */
const askEveryMs = 2000;

/** Refines a session's selected particles as they come, until it is stopped; anew when its parameters change. */
export async function run(given: Params, context: RunContext): Promise<void> {
  for (;;) {
    const start = liveRefineStart.parse(await context.ask('live/refine/start', {}));
    if (start.fresh) await rm(join(context.projectDir, context.jobDir, 'stream.json'), { force: true });
    const last = start.fresh ? null : await readLastMap(context);
    if (last !== null) await context.log(`Goes on from a map of ${last.table.length} particles.`);
    await follow(withSessionParams(given, start.params), context, last);
    await context.log('The parameters have changed: it begins anew.');
  }
}

/** Follows the particles until the parameters change. */
async function follow(params: Params, context: RunContext, before: LastMap | null): Promise<void> {
  let last = before;
  let known = last === null ? new Map<bigint, number>() : rowsById(last.table);
  let table: Dataset | null = null;
  let stamp = '';
  let arrivedAt = performance.now();
  let settled = true;
  let status: 'running' | 'waiting' | null = null;
  const ask = async () => liveRefineParticles.parse(await context.ask('live/refine/particles', {}));
  for (;;) {
    context.signal.throwIfAborted();
    const { path, restart } = await ask();
    if (restart) return;
    const now = path === null ? '' : await stampOf(join(context.projectDir, path));
    if (path !== null && now !== stamp) {
      stamp = now;
      const length = table?.length ?? 0;
      table = await readDataset(join(context.projectDir, path));
      if (table.length !== length) arrivedAt = performance.now();
    }
    const idle = performance.now() - arrivedAt >= 1000 * params.idle_s;
    const counts = {
      given: table?.length ?? 0,
      refined: last?.table.length ?? 0,
      searchedWith: last?.searchedWith ?? 0,
      ...(table === null ? { fresh: 0, gone: 0 } : compareRows(table, known)),
    };
    const due = planUpdate(counts, { first: params.refine_num_first, idle });
    // What is only put off until no more come is work: a session that ends when all is done must not end before it.
    const later = planUpdate(counts, { first: params.refine_num_first, idle: true });
    const is = later === null ? 'waiting' : 'running';
    if (is !== status) await context.ask('status', { status: is });
    status = is;
    if (due === null || table === null) {
      if (!settled && last !== null) await report(context, last, false);
      settled = true;
      context.progress(0, `waiting for particles: ${counts.given} are there, ${counts.refined} in the map`);
      await wait(askEveryMs, undefined, { signal: context.signal });
      continue;
    }
    const anew = counts.fresh > 0 ? `all views for ${counts.fresh} new ones` : `${counts.gone} are gone`;
    const words = due === 'search' ? 'all views for all' : anew;
    await context.log(`${counts.given} particles: ${words}.`);
    const changed = new AbortController();
    const onIteration = async (): Promise<void> => {
      if ((await ask()).restart) changed.abort();
    };
    const signal = AbortSignal.any([context.signal, changed.signal]);
    try {
      const made = await updateMap(due, table, last, { params, context, signal, onIteration });
      last = await publishMap(context, params, table, made, {
        history: last?.history ?? [],
        searchedWith: due === 'search' || last === null ? counts.given : last.searchedWith,
      });
    } catch (error) {
      if (changed.signal.aborted && !context.signal.aborted) return;
      throw error;
    }
    known = rowsById(last.table);
    settled = false;
    await report(context, last, true);
    await context.log(sentenceOf(last));
  }
}

function sentenceOf({ history }: LastMap): string {
  const { num_particles = 0, resolution_A = NaN } = history.at(-1) ?? {};
  return `Map ${history.length}: ${num_particles} particles, ${resolution_A.toFixed(2)} Å (FSC 0.143, corrected for the mask).`;
}

async function report(context: RunContext, { history }: LastMap, partial: boolean): Promise<void> {
  await context.ask('live/refine/report', { resolution_A: history.at(-1)?.resolution_A, partial });
}

/** Changes when the file does. */
async function stampOf(path: string): Promise<string> {
  const { mtimeMs, size, ino } = await stat(path);
  return `${mtimeMs} ${size} ${ino}`;
}

/** The session's parameters in place of those of the job, as far as the job has them. */
function withSessionParams(given: Params, session: Readonly<Record<string, unknown>>): Params {
  const own = Object.entries(refineStreaming.params).filter(([name]) => Object.hasOwn(session, name));
  return { ...given, ...Object.fromEntries(own.map(([name, { type }]) => [name, type.parse(session[name])])) };
}
