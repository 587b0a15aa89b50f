import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Bytes on disk below a folder; symbolic links are not followed, files that vanish meanwhile do not count.
 *
 * @throws when `stopping` is aborted.
 */
export async function measureSize(folder: string, stopping?: AbortSignal): Promise<number> {
  let total = 0;
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    stopping?.throwIfAborted();
    const entries = await opendir(next).catch(() => null);
    if (entries === null) continue;
    for await (const entry of entries) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else
        total += await lstat(path).then(
          ({ blocks }) => blocks * 512,
          () => 0,
        );
    }
  }
  return total;
}
