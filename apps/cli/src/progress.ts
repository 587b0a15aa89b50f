import type { WriteStream } from 'node:tty';

/** One line on a terminal that says how far the work is; silent where there is no terminal. */
export interface Progress {
  /** Shows `fraction` (0 to 1) and `what` is being done. */
  show(fraction: number, what: string): void;
  /** Removes the line, so that other text can be printed. */
  clear(): void;
}

const barWidth = 24;

export function createProgress(stream: WriteStream): Progress {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined };
  let shown = false;
  return {
    show(fraction, what) {
      const full = Math.round(Math.min(1, Math.max(0, fraction)) * barWidth);
      const bar = '█'.repeat(full) + '░'.repeat(barWidth - full);
      const room = Math.max(0, stream.columns - barWidth - 8);
      stream.write(`\r\u001b[K${bar} ${String(Math.round(fraction * 100)).padStart(3)} % ${what.slice(0, room)}`);
      shown = true;
    },
    clear() {
      if (shown) stream.write('\r\u001b[K');
      shown = false;
    },
  };
}
