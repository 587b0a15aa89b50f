import type { AnswerOf, ArgumentsOf, Contract, FunctionName, User } from '@vitreous/schema';
import type { SessionKey, Store } from '@vitreous/store';
import { roleOf } from '@vitreous/store';
import type { RecentLines } from './diagnostics/recent-lines.js';
import { forbidden } from './problem.js';
import type { Interactions } from './queue/interactions.js';

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What every function of the server works with. */
export interface House {
  readonly store: Store;
  readonly log: Log;
  /** The version of the interface that is spoken, and of this program. */
  readonly version: string;
  readonly instanceUid: string;
  /** Folder of the database, closed to everybody. */
  readonly dataDir: string;
  /** Gives the instance another name from now on. */
  readonly renameInstance: (uid: string) => void;
  /** The port that is listened on. */
  readonly port: () => number;
  readonly now: () => Date;
  /** Says that records of projects changed, so that they are written into the project directories soon. */
  readonly wakeMirror: () => void;
  /** Resolves when all that changed stands in the project directories. */
  readonly flushMirror: () => Promise<void>;
  /** Says that jobs may be due. */
  readonly wakeQueue: () => void;
  /** Says that sessions may have something to do. */
  readonly wakeSessions: () => void;
  /** Forgets what is remembered of the folders that a session watches. */
  readonly forgetScans: (session: SessionKey) => void;
  /** Ends the worker of a job that is over. */
  readonly endWorker: (projectUid: string, jobUid: string) => void;
  /** The newest lines of the log. */
  readonly recentLines: RecentLines;
  /** What people ask of jobs that wait. */
  readonly interactions: Interactions;
  /** Runs work that nobody waits for; its failure is logged. A stop of the server waits for it. */
  readonly inBackground: (what: string, work: (stopping: AbortSignal) => Promise<void>) => void;
}

/** One call of a function. */
export interface Call extends House {
  /** Who calls; null for the functions that need no login. */
  readonly caller: User | null;
  readonly address: string;
}

/** A list that is written as JSON already: records as they stand in the database. */
export class WrittenList<List extends readonly unknown[]> {
  /** Only for the type checker. */
  declare readonly list: List;
  constructor(readonly json: string) {}
}

type Given<Answer> = Answer | (Answer extends readonly unknown[] ? WrittenList<Answer> : never);

/** Functions of the contract, by name; a file has those of one subject. */
export type Handlers = {
  readonly [Name in FunctionName]?: (
    call: Call,
    input: ArgumentsOf<Contract[Name]>,
  ) => Given<AnswerOf<Contract[Name]>> | Promise<AnswerOf<Contract[Name]>>;
};

/** Who calls, in functions that need a login. */
export function callerOf(call: Call): User {
  if (call.caller === null) throw new Error('a function that needs a login was called without one');
  return call.caller;
}

export function isAdmin(user: User): boolean {
  return roleOf(user) === 'admin';
}

/** Refuses people who are neither the user with this id nor an administrator. */
export function requireSelfOrAdmin(call: Call, userId: string): void {
  const caller = callerOf(call);
  if (caller._id !== userId && !isAdmin(caller)) throw forbidden('Only administrators may do this for other people.');
}
