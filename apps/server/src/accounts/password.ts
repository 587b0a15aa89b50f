import { createHash } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** OWASP's least setting for argon2id, which is the library's own choice: 19 MiB, two passes. */
const settings = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** What the official client sends instead of a password: its SHA-256, in hexadecimal digits. */
export function digestPassword(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}

/** The slow hash that is stored. */
export function hashDigest(digest: string): Promise<string> {
  return hash(digest.toLowerCase(), settings);
}

export function verifyDigest(stored: string, digest: string): Promise<boolean> {
  return verify(stored, digest.toLowerCase());
}

/** Hash of nothing that can be sent: an unknown person's login takes as long as a known one's. */
export const noPassword = await hashDigest('no digest has this form');
