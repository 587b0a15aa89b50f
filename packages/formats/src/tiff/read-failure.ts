import { totalmem } from 'node:os';
import { DataError } from '@vitreous/errors';
import type { PixelKind } from '@vitreous/numerics';

/** Refuses a movie (and `besides` it, bytes) that this machine could never hold. */
export function refuseBeyondMemory(
  path: string,
  { frames, height, width, kind }: { frames: number; height: number; width: number; kind: PixelKind },
  besides = 0,
): void {
  const needed = (frames * height * width * Number(kind.slice(1))) / 8 + besides;
  if (needed <= totalmem()) return;
  const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
  throw new DataError(
    `${path}: ${frames} frames of ${width} x ${height} pixels need ${gib(needed)} GiB of memory, but this machine ` +
      `has ${gib(totalmem())}: read fewer frames at a time.`,
  );
}

/** What the kernel said, without the path it may begin with. */
export function sayWithout(path: string, error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.startsWith(`${path}: `) ? text.slice(path.length + 2) : text;
}
