/** What a stage may know of the program around it. */
export interface StageContext {
  /** Folder, existing, that the stage writes into. */
  readonly outDir: string;
  /** Threads it may use. */
  readonly threads: number;
  /** Aborted when the work is no longer wanted; a stage checks it between steps. */
  readonly signal: AbortSignal;
  /** Tells how far it is, 0 to 1, and what it is doing. */
  progress(fraction: number, what: string): void;
}
