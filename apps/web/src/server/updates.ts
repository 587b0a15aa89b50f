import { callFunction } from './call.js';
import { onConnection, serverAnswers } from './connection.js';
import { queryClient } from './query-client.js';

/** How often what is on the screen is asked for again while the server's stream of events is not there, in ms. */
const refreshMs = 3000;
/** How often while it is there, in ms: that access ended is told to nobody. */
const streamingRefreshMs = 60_000;
/** How often a server that went away is looked for, in ms. */
const searchMs = 1000;

/** Names of the functions that a change of each kind makes stale, by how they start; docs/events.md. */
const staleAfter: Readonly<Record<string, readonly string[]>> = {
  project: ['projects.'],
  workspace: ['workspaces.', 'sessions.'],
  session: ['workspaces.', 'sessions.'],
  job: ['jobs.'],
  job_log: ['jobs.get_event_logs'],
  exposure: ['exposures.'],
  notification: ['notifications.'],
};

let streaming = false;

/** How often to ask again now: hardly ever while the server tells of changes itself. */
export function refreshInterval(): number {
  return streaming ? streamingRefreshMs : refreshMs;
}

/** Follows the server's changes, and looks for a server that went away; returns what ends that. */
export function watchServer(): () => void {
  let stream: EventSource | null = null;
  let search: ReturnType<typeof setTimeout> | undefined;

  const open = (): void => {
    if (stream !== null || document.hidden) return;
    stream = new EventSource('/api/events');
    // First on every line: what happened while there was none is not told.
    stream.addEventListener('hello', () => {
      streaming = true;
      void queryClient.invalidateQueries();
    });
    stream.addEventListener('change', ({ data }: MessageEvent<string>) => readAgain(data));
    stream.addEventListener('error', () => {
      streaming = false;
      if (stream?.readyState === EventSource.CLOSED) close();
      // Whether the server is away shows in whether it answers this.
      callFunction('health', {}).catch(() => undefined);
    });
  };
  const close = (): void => {
    stream?.close();
    stream = null;
    streaming = false;
  };
  // A browser opens few lines to a server: a page that nobody sees needs none.
  const onVisibility = (): void => (document.hidden ? close() : open());

  const lookFor = (): void => {
    search = setTimeout(() => {
      callFunction('health', {}).catch(lookFor);
    }, searchMs);
  };
  const stopListening = onConnection(() => {
    clearTimeout(search);
    if (!serverAnswers()) {
      lookFor();
      return;
    }
    open();
    void queryClient.invalidateQueries();
  });
  document.addEventListener('visibilitychange', onVisibility);
  open();
  return () => {
    clearTimeout(search);
    stopListening();
    document.removeEventListener('visibilitychange', onVisibility);
    close();
  };
}

function readAgain(data: string): void {
  const { changes } = JSON.parse(data) as { changes: readonly { kind: string }[] };
  const stale = [...new Set(changes.flatMap(({ kind }) => staleAfter[kind] ?? []))];
  const predicate = ({ queryKey: [name] }: { readonly queryKey: readonly unknown[] }): boolean =>
    typeof name === 'string' && stale.some((start) => name.startsWith(start));
  // An answer that is on its way may be older than the change: it is let come, and asked for once more.
  if (queryClient.isFetching({ predicate }) > 0) setTimeout(() => readAgain(data), 500);
  else void queryClient.invalidateQueries({ predicate }, { cancelRefetch: false });
}
