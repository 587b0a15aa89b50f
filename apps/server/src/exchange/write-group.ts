import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDataset, type Dataset } from '@vitreous/formats';
import type { Call } from '../house.js';
import { listPaths, mapPaths } from './dataset-paths.js';
import { linkFiles } from './link-files.js';
import { writeResultGroup, type ResultGroup } from './result-group.js';

interface Places {
  /** The project that the rows' files are in. */
  readonly source: string;
  /** The folder that is filled. */
  readonly target: string;
  /** Of the list, without `.csg`. */
  readonly name: string;
}

/** An output as it is exported. */
interface Group {
  readonly group: ResultGroup['group'];
  readonly results: readonly { readonly name: string; readonly dtype: string }[];
  readonly dataset: Dataset;
}

/** Writes a `.csg` list, the rows, and links to all files that the rows name, into a folder. */
export async function writeGroup(
  call: Call,
  { source, target, name }: Places,
  { group, results, dataset }: Group,
): Promise<void> {
  const table = `${name}_exported.cs`;
  const { names } = await linkFiles(call, listPaths(dataset), { source, target, below: '' });
  const own = mapPaths(dataset, (path) => (path === '' ? '' : `>${names.get(path) ?? path}`));
  await writeDataset(join(target, table), own);
  const list = {
    created: call.now().toISOString(),
    version: call.version,
    group,
    results: Object.fromEntries(
      results.map((one) => [
        one.name,
        { metafile: `>${table}`, type: `${group.type}.${one.dtype}`, num_items: dataset.length },
      ]),
    ),
  };
  await writeFile(join(target, `${name}.csg`), writeResultGroup(list));
}
