/** How often an exposure may fail before it is set aside. */
export const mostFailures = 3;
/** How many workers may die over an exposure before it is set aside: it may be what kills them. */
export const mostDeaths = 8;
/** A file that was still being copied may be whole after this; twice as much each time. */
const pauseMs = 2000;

/** Whether an exposure that has failed so often is tried again, and after how many milliseconds. */
export function planRetry(failCount: number): { readonly retryAfterMs: number } | null {
  return failCount >= mostFailures ? null : { retryAfterMs: pauseMs * 2 ** (failCount - 1) };
}
