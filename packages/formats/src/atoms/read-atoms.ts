import { DataError } from '@vitreous/errors';
import type { Atoms, ReadAtomsOptions } from './atoms.js';
import { readMmcif } from './read-mmcif.js';
import { readPdb } from './read-pdb.js';
import { readTextLines } from './text-lines.js';

const pdbRecords =
  /^(HEADER|OBSLTE|TITLE|SPLIT|CAVEAT|COMPND|SOURCE|KEYWDS|EXPDTA|AUTHOR|REVDAT|JRNL|REMARK|CRYST1|MODEL|ATOM {2}|HETATM|SEQRES|USER)/;

/**
 * Reads the atoms of a PDB or mmCIF file, gzipped or not, told apart by content.
 *
 * @throws UserError when it cannot be opened, DataError (path, line) when it is broken or is neither.
 */
export async function readAtoms(path: string, options: ReadAtomsOptions = {}): Promise<Atoms> {
  const lines = readTextLines(path);
  const skipped: string[] = [];
  try {
    for await (const line of { [Symbol.asyncIterator]: () => ({ next: () => lines.next() }) }) {
      skipped.push(line);
      if (line.trim() === '' || line.startsWith('#')) continue;
      const all = resume(skipped, lines);
      if (/^data_/i.test(line)) return await readMmcif(all, path, options);
      if (pdbRecords.test(line)) return await readPdb(all, path, options);
      throw new DataError(
        `${path}, line ${skipped.length}: expected a PDB or mmCIF file, found ${JSON.stringify(line.slice(0, 60))}.`,
      );
    }
  } finally {
    await lines.return(undefined);
  }
  throw new DataError(`${path}: expected a PDB or mmCIF file, found no text in it.`);
}

/** The lines read already, then the others. */
async function* resume(first: readonly string[], rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield* first;
  yield* rest;
}
