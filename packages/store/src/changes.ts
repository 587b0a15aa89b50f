/** What changed in a project, in words that may be told to whoever may use it. */
interface ProjectChange {
  readonly kind: 'project' | 'workspace' | 'session' | 'job' | 'job_log' | 'exposure';
  readonly project_uid: string;
  /** Of the session, for sessions and exposures. */
  readonly session_uid: string | null;
  /** P1, W1, J1, or an exposure's number; null for many exposures at once. */
  readonly uid: string | null;
}

/** A notice that came, or was changed. */
interface NoticeChange {
  readonly kind: 'notification';
  readonly project_uid: string | null;
  readonly session_uid: null;
  /** Its id. */
  readonly uid: string;
  /** Whom it is for; null: all who may use the project. */
  readonly user_id: string | null;
}

export type Change = ProjectChange | NoticeChange;

type Listener = (changes: readonly Change[]) => void;

/** Collects what a transaction changes and tells it when it is on disk. */
export interface Changes {
  note(change: Change): void;
  /** A transaction begins: changes are held back. */
  hold(): void;
  /** The transaction is on disk (its changes are told) or undone (they are forgotten). */
  release(committed: boolean): void;
  /** Returns what ends the listening. */
  listen(listener: Listener): () => void;
}

export function createChanges(): Changes {
  const listeners = new Set<Listener>();
  let held: Change[] | null = null;
  const tell = (changes: readonly Change[]): void => {
    if (changes.length > 0) for (const listener of listeners) listener(changes);
  };
  return {
    note: (change) => {
      if (held === null) tell([change]);
      else held.push(change);
    },
    hold: () => {
      held = [];
    },
    release: (committed) => {
      const changes = held ?? [];
      held = null;
      if (committed) tell(changes);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
