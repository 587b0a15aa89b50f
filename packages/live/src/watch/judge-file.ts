/** A file as it stood when it was looked at, ms since 1970. */
export interface FileLook {
  readonly size: number;
  readonly mtimeMs: number;
}

/** What is remembered of a file that was not taken yet. */
export interface Waiting extends FileLook {
  /** Since when it has looked like this. */
  readonly since: number;
}

export interface FileRules {
  readonly minSize: number;
  /** It must not have changed for so long. */
  readonly minAgeMs: number;
  /** Time between looks. */
  readonly intervalMs: number;
}

/**
 * Whether a file is complete: large enough, unchanged for long enough, and either older than a look or the same as at
 * the look before. Age is told by its time, or, where that lies in the future, by how long it has looked the same.
 */
export function judgeFile(
  file: FileLook,
  before: Waiting | undefined,
  { minSize, minAgeMs, intervalMs }: FileRules,
  nowMs: number,
): 'complete' | Waiting {
  const same = before?.size === file.size && before.mtimeMs === file.mtimeMs;
  const since = same ? before.since : nowMs;
  const age = nowMs - file.mtimeMs;
  const unchangedMs = Math.max(age, nowMs - since);
  const settled = age >= intervalMs || (same && nowMs > since);
  if (file.size >= Math.max(1, minSize) && unchangedMs >= minAgeMs && settled) return 'complete';
  return { size: file.size, mtimeMs: file.mtimeMs, since };
}
