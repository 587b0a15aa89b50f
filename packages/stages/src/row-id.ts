import { createHash } from 'node:crypto';

/** 64 bits that are the same for the same text, on every machine: the `uid` of a row. */
export function idOf(text: string): bigint {
  return createHash('sha1').update(text).digest().readBigUInt64LE(0);
}
