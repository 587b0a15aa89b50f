import type { TaskRecord } from '@vitreous/store';
import type { AllocatedResources } from '@vitreous/schema';
import type { ClusterNews, StartOrder } from '../work.js';

/** What is to be started, for whom. */
export interface Start {
  readonly project_uid: string;
  readonly uid: string;
  readonly given: AllocatedResources;
  readonly order: StartOrder;
  /** Where the worker reaches the server. */
  readonly url: string;
  readonly token: string;
  /** Name of a file in the folder, for the address and the token. */
  readonly taskFile: string;
  readonly tell: (news: ClusterNews) => void;
}

export type Look =
  | { readonly state: 'alive' }
  /** A cluster has it in its queue. */
  | { readonly state: 'pending'; readonly printed: string }
  | { readonly state: 'gone'; readonly why: string };

/** A kind of place where workers run. */
export interface Place {
  /**
   * Starts a worker; answers what it is found by again.
   *
   * @throws Unavailable when the place cannot be used for now; UserError when this can never start.
   */
  start(start: Start): Promise<string>;
  /** How a worker is. @throws when the place cannot be asked. */
  look(task: TaskRecord, handle: string): Promise<Look>;
  /** Ends a worker and all that it started. @throws when the place cannot be asked. */
  end(task: TaskRecord, handle: string, force: boolean): Promise<void>;
}

/** The place cannot be used for now; another try may do. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** Devices that the work may see. A cluster fences its own. */
export function fenceOf({ slots }: AllocatedResources): { CUDA_VISIBLE_DEVICES: string } {
  return { CUDA_VISIBLE_DEVICES: slots.GPU.join(',') };
}
