/** The newest lines of the server's log, for those who cannot see its output. */
export interface RecentLines {
  add(line: string): void;
  /** Lines between two times (ISO 8601), old to new, the last `most` of them. */
  read(wanted: { start?: string | undefined; end?: string | undefined; most?: number | undefined }): string[];
}

/** @param kept lines that are remembered at most. */
export function createRecentLines(kept = 5000): RecentLines {
  const lines: { at: number; line: string }[] = [];
  return {
    add: (line) => {
      lines.push({ at: Date.now(), line: line.trimEnd().slice(0, 2000) });
      // Dropped many at a time: moving the rest costs more than one line.
      if (lines.length > kept * 1.2) lines.splice(0, lines.length - kept);
    },
    read: ({ start, end, most = kept }) => {
      const from = start === undefined ? -Infinity : Date.parse(start);
      const to = end === undefined ? Infinity : Date.parse(end);
      const chosen = lines.filter(({ at }) => at >= from && at <= to).map(({ line }) => line);
      return most <= 0 ? [] : chosen.slice(-most);
    },
  };
}
