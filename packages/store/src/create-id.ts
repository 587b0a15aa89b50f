import { randomBytes } from 'node:crypto';

/** A new record id: 24 hexadecimal digits, of which the first 12 are the time in milliseconds. */
export function createId(now = Date.now()): string {
  return now.toString(16).padStart(12, '0') + randomBytes(6).toString('hex');
}
