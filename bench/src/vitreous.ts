import { join } from 'node:path';
import { measure, type Cost } from './measure.js';

const main = join(import.meta.dirname, '../../apps/cli/dist/bundle/main.js');

/** Runs the command line as `./vitreous` does and answers its cost and the object it printed. */
export async function runVitreous(args: readonly string[]): Promise<{ cost: Cost; result: unknown }> {
  const cost = await measure(process.execPath, [main, ...args, '--json']);
  return { cost, result: JSON.parse(cost.stdout) as unknown };
}
