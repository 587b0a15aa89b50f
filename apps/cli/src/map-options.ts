import { InvalidArgumentError, Option } from 'commander';
import { parseInteger, parseNumber, parsePositive, parsePositiveInteger } from './command.js';

/** Options that commands on particles have in common, each said once. */
export const mapOptions = {
  out: (what: string): Option => new Option('--out <dir>', `folder for ${what}`).default('.'),
  maskDiameter: (shape: 'ball' | 'disc'): Option =>
    new Option('--mask-diameter <A>', `diameter of the ${shape} that holds the particle`)
      .argParser(parsePositive)
      .makeOptionMandatory(),
  sym: (usual: string, what = 'symmetry'): Option =>
    new Option('--sym <group>', `${what}: Cn, Dn, T, O or I`).default(usual),
  maxRes: (usual: number, what: string): Option =>
    new Option('--max-res <A>', what).argParser(parsePositive).default(usual),
  maxShift: (): Option =>
    new Option('--max-shift <A>', 'farthest a particle lies from the middle of its box (default: box / 16)').argParser(
      parseNumber,
    ),
  seed: (usual: number, what: string): Option => new Option('--seed <n>', what).argParser(parseInteger).default(usual),
  whole: (flags: string, what: string, usual?: number): Option =>
    new Option(flags, what).argParser(parsePositiveInteger).default(usual),
  cache: (usualBytes: number): Option =>
    new Option('--cache <MB>', 'memory for particles; others are read again')
      .argParser(parseNotNegative)
      .default(usualBytes / 2 ** 20),
};

/** A whole number from 0 on. */
function parseNotNegative(text: string): number {
  const value = parseInteger(text);
  if (value < 0) throw new InvalidArgumentError('expected a whole number from 0 on');
  return value;
}
