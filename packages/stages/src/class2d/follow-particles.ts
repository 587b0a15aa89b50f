import { createHash } from 'node:crypto';
import {
  ClassStream,
  type Class2dProgress,
  type Classification,
  type StreamState,
  type StreamUpdate,
} from '@vitreous/algorithms';
import { createDataset, findIds, idColumn, takeRows, withColumns, type Dataset } from '@vitreous/formats';
import type { StageContext } from '../context.js';
import { readState, writeState } from './checkpoint.js';
import { class2dSettingsOf, settleDuplicates } from './classify-particles.js';
import type { Class2dParams } from './definition.js';
import type { ParticleTables } from './particle-tables.js';
import { describeParticles, takeClassified } from './write-classes.js';

/** A classification that follows tables of particles as they arrive. */
export interface FollowedParticles {
  /** Does what is due next; null: nothing but to wait. `idle`: nothing is expected for now. */
  advance(idle: boolean): Promise<StreamUpdate | null>;
  /** Classes and particles of this moment; null before there are any. */
  describe(): Promise<FollowedClasses | null>;
  /** Keeps a copy of the state. */
  save(path: string): Promise<void>;
  /** Takes up a copy, which must be of the tables that are there; answers whether it did. */
  restore(path: string): Promise<boolean>;
}

export interface FollowedClasses {
  readonly found: Classification;
  /** The particles that are in classes, with alignments2D. */
  readonly particles: Dataset;
}

/** @throws UserError, when the first particles are there, for parameters that do not fit them. */
export function followParticles(
  tables: ParticleTables,
  params: Class2dParams,
  { threads, signal }: StageContext,
  onStep?: (progress: Class2dProgress, describe: () => Promise<Classification>) => Promise<void> | void,
): FollowedParticles {
  // Boxes are known when the first table has arrived.
  let stream: ClassStream | null = null;
  const open = (): ClassStream => {
    const settings = class2dSettingsOf(params, tables);
    stream ??= new ClassStream(tables, settings, { threads, signal, ...(onStep === undefined ? {} : { onStep }) });
    return stream;
  };
  const keyOf = (taken: number): string =>
    createHash('sha256')
      .update(JSON.stringify([class2dSettingsOf(params, tables), tables.hashes(taken)]))
      .digest('hex');
  return {
    advance: async (idle) => (tables.count === 0 ? null : open().advance({ idle })),
    describe: async () => {
      const state = stream?.current;
      const all = await stream?.describe();
      if (state == null || all == null) return null;
      const rows = tables.rows(state.taken);
      const found = settleDuplicates(all, rows, params, tables);
      const uids = findIds(rows, 'uid') ?? new BigUint64Array(rows.length);
      const columns = createDataset(state.taken, { uid: idColumn(uids.slice(0, state.taken)) });
      const aligned = withColumns(columns, describeParticles(found, tables.pixelSizeA));
      const own = rows.length === state.taken ? rows : takeRows(rows, Array.from(found.particles.classes.keys()));
      return { found, particles: takeClassified(withColumns(own, aligned), found) };
    },
    save: async (path) => {
      const state = stream?.current;
      if (state == null) return;
      const { taken, begunWith, passedWith, updates, step } = state;
      await writeState(path, keyOf(taken), state, { taken, begunWith, passedWith, updates, step });
    },
    restore: async (path) => {
      if (tables.count === 0) return false;
      const saved = await readState(path, ({ taken = 0 }) => (taken > tables.count ? '' : keyOf(taken)));
      if (saved === null) return false;
      const { taken = 0, begunWith = 0, passedWith = 0, updates = 0, step = 0 } = saved.numbers;
      const fresh = open().restore(taken);
      if (taken === 0 || !saved.fill(fresh)) {
        stream = null;
        return false;
      }
      Object.assign(fresh, { taken, begunWith, passedWith, updates, step } satisfies Partial<StreamState>);
      return true;
    },
  };
}
