import { onConnection, serverAnswers } from './connection.js';
import { queryClient } from './query-client.js';
import { callFunction } from './call.js';

/** How often what is on the screen is asked for again, in ms: the one place that decides it. */
export const refreshMs = 3000;
/** How often a server that went away is looked for, in ms. */
const searchMs = 1500;

/** Looks for a lost server until it answers, then asks again for all that is shown. */
export function watchConnection(): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const search = (): void => {
    timer = setTimeout(() => {
      callFunction('health', {}).catch(() => search());
    }, searchMs);
  };
  const stop = onConnection(() => {
    if (!serverAnswers()) {
      search();
      return;
    }
    if (timer !== null) clearTimeout(timer);
    void queryClient.invalidateQueries();
  });
  return () => {
    stop();
    if (timer !== null) clearTimeout(timer);
  };
}
