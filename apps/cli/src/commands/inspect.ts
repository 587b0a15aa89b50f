import { basename } from 'node:path';
import type { Command } from 'commander';
import { createCommand, runCommand } from '../command.js';
import { describeImage, inspectImage } from '../inspect/inspect-image.js';
import { describeTable, tableReaderOf } from '../inspect/inspect-table.js';

interface Options {
  readonly threads: number;
  readonly json: boolean;
  readonly out?: string;
}

/** `vitreous inspect`: what a file holds. */
export function createInspect(): Command {
  return createCommand('inspect', 'Tell what a file holds: header, statistics of its pixels, and a thumbnail.')
    .argument('<file>', 'MRC, TIFF, EER, STAR, .cs, mdoc, EPU XML, PDB or mmCIF')
    .option('--out <png>', 'where to write the thumbnail (default: in this folder, .thumb.png added to its name)')
    .action((file: string, options: Options) =>
      runCommand(options, async (run) => {
        const summarise = tableReaderOf(file);
        if (summarise !== null) {
          const report = { path: file, ...(await summarise(file)) };
          run.print(report, describeTable(report));
          return;
        }
        const report = await inspectImage(file, options.out ?? `${basename(file)}.thumb.png`, run);
        run.print(report, describeImage(report));
      }),
    );
}
