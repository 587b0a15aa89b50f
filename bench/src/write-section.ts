import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { writeAtomically } from '@vitreous/formats';

/** Puts a section, with when and where it was measured, in the place of the one of the same title in docs/benchmarks.md. */
export async function writeSection(title: string, text: string): Promise<void> {
  const when = `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus()[0]?.model ?? 'an unknown processor'}, ${cpus().length} cores.`;
  const section = `## ${title}\n\n${when}\n\n${text}`;
  const path = join(import.meta.dirname, '../../docs/benchmarks.md');
  const page = await readFile(path, 'utf8');
  const old = new RegExp(`## ${title}\n[^]*?(?=\n## |$)`);
  if (!old.test(page)) throw new Error(`${path} has no section "${title}"`);
  await writeAtomically(path, (file) => file.writeFile(page.replace(old, () => section)));
  process.stdout.write(section);
}
