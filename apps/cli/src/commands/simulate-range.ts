import { InvalidArgumentError } from 'commander';
import { parseNumber } from '../command.js';

/** One number, or a lower and a higher one with a comma between. */
export function parseRange(text: string): [number, number] {
  const [low, high, ...rest] = text.split(',').map(parseNumber);
  if (low === undefined || rest.length > 0) {
    throw new InvalidArgumentError('expected one number, or two as 8000,20000.');
  }
  return [low, high ?? low];
}

/** Pixels a side, or columns x rows, as (height, width). */
export function parseSize(text: string): [number, number] {
  const [, columns, rows] = /^(\d+)(?:x(\d+))?$/i.exec(text.trim()) ?? [];
  if (columns === undefined) throw new InvalidArgumentError('expected a number of pixels, or two as 5760x4092.');
  return [Number(rows ?? columns), Number(columns)];
}
