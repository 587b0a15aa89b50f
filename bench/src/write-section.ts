import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '@vitreous/formats';

/** Puts a section in the place of the one of the same heading in docs/benchmarks.md, and prints it. */
export async function writeSection(heading: string, section: string): Promise<void> {
  const path = join(import.meta.dirname, '../../docs/benchmarks.md');
  const page = await readFile(path, 'utf8');
  const old = new RegExp(`${heading}\n[^]*?(?=\n## |$)`);
  if (!old.test(page)) throw new Error(`${path} has no section "${heading}"`);
  await writeAtomically(path, (file) => file.writeFile(page.replace(old, () => section)));
  process.stdout.write(section);
}
