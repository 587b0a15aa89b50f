import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { writeAtomically } from '@vitreous/formats';

/** Puts a section, with when and where it was measured, in the place of the one of the same heading in docs/benchmarks.md. */
export async function writeSection(heading: string, section: string): Promise<void> {
  const when = `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus()[0]?.model ?? 'an unknown processor'}, ${cpus().length} cores.`;
  const dated = section.replace(heading, () => `${heading}\n\n${when}`);
  const path = join(import.meta.dirname, '../../docs/benchmarks.md');
  const page = await readFile(path, 'utf8');
  const old = new RegExp(`${heading}\n[^]*?(?=\n## |$)`);
  if (!old.test(page)) throw new Error(`${path} has no section "${heading}"`);
  await writeAtomically(path, (file) => file.writeFile(page.replace(old, () => dated)));
  process.stdout.write(dated);
}
