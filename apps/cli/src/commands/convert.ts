import { UserError } from '@vitreous/errors';
import type { MrcWriteMode } from '@vitreous/formats';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { createCommand, parseInteger, parsePixelSize, parsePositiveInteger, runCommand } from '../command.js';
import { convertImages, type ConvertImageOptions } from '../convert/convert-images.js';
import { convertTable, isTable, type TableOptions } from './convert-tables.js';

interface Options extends TableOptions, ConvertImageOptions {
  readonly threads: number;
  readonly json: boolean;
}

/** `vitreous convert IN OUT`: what the files are follows from the ends of their names. */
export function createConvert(): Command {
  return createCommand(
    'convert',
    'Write IN as OUT: tables from STAR to .cs and back, images of MRC (also .gz, .bz2), TIFF and EER as MRC or TIFF.',
  )
    .argument('<in>', 'file to read')
    .argument('<out>', 'file to write; the end of its name says what it becomes')
    .addOption(new Option('--psize <A>', 'pixel size in A, where IN does not say').argParser(parsePixelSize))
    .addOption(new Option('--box <px>', 'box in pixels, where IN does not say').argParser(parsePositiveInteger))
    .addOption(
      new Option('--mic-size <WxH>', 'columns x rows of the micrographs, where their files are not here').argParser(
        parseSize,
      ),
    )
    .option('--dark', 'particles of a STAR file are dark, not bright', false)
    .option('--flip-y', 'count rows from the other end', false)
    .option('--no-uids', 'leave ids out of a STAR file')
    .addOption(
      new Option(
        '--mode <n>',
        'pixels of MRC: 0 and 1 signed 8 and 16 bit, 2 float, 6 unsigned 16 bit, 12 half float (default: as in IN)',
      ).argParser(parseMode),
    )
    .addOption(
      new Option('--compression <kind>', 'of TIFF')
        .choices(['none', 'lzw', 'deflate', 'zstd', 'packbits'])
        .default('lzw'),
    )
    .addOption(
      new Option('--eer-upsampling <n>', 'pixels to a sensor pixel of EER').argParser(parseUpsampling).default(2),
    )
    .addOption(new Option('--eer-fractions <n>', 'frames made of EER (default: 40)').argParser(parsePositiveInteger))
    .addOption(new Option('--first-frame <n>', 'first image written, from 0').argParser(parseInteger))
    .addOption(new Option('--end-frame <n>', 'image to stop before').argParser(parsePositiveInteger))
    .addOption(new Option('--form <form>', 'of a .cs file').choices(['numpy', 'stream']).default('numpy'))
    .action((input: string, output: string, options: Options) =>
      runCommand(options, async (run) => {
        if (!isTable(input) && !isTable(output)) {
          const written = await convertImages(input, output, options, run);
          const size = `${written.frames} of ${written.width} x ${written.height} pixels`;
          run.print(written, `Wrote ${output}: ${written.format}, images: ${size}.`);
          return;
        }
        if (!isTable(input) || !isTable(output)) {
          throw new UserError(`Cannot convert ${input} to ${output}: expected one STAR (.star) and one .cs file.`);
        }
        const result = await convertTable(input, output, options);
        const rows = `${result.rows} ${result.rows === 1 ? 'row' : 'rows'}`;
        run.print(result, [`Wrote ${output}: ${rows}.`, ...result.notes].join('\n'));
      }),
    );
}

/** `5760x4092` as (height, width). */
function parseSize(text: string): [number, number] {
  const match = /^([1-9]\d*)x([1-9]\d*)$/i.exec(text.trim());
  if (match === null) throw new InvalidArgumentError('expected columns x rows, such as 5760x4092.');
  return [Number(match[2]), Number(match[1])];
}

function parseMode(text: string): MrcWriteMode {
  const mode = ([0, 1, 2, 6, 12] as const).find((known) => text === `${known}`);
  if (mode === undefined) throw new InvalidArgumentError('expected 0, 1, 2, 6 or 12.');
  return mode;
}

function parseUpsampling(text: string): 1 | 2 | 4 {
  const factor = ([1, 2, 4] as const).find((known) => text === `${known}`);
  if (factor === undefined) throw new InvalidArgumentError('expected 1, 2 or 4.');
  return factor;
}
