import { checkClass2dSettings, type Class2dSettings } from './class2d-settings.js';
import { ClassModel } from './class-model.js';
import { describeStep, drawFor, randomOf } from './classify-2d.js';
import { noParticles, type Classification, type Class2dProgress, type Class2dState } from './classification.js';
import { matchClasses, originsOf, renumberClasses } from './match-classes.js';
import type { ParticleSource } from './particle-source.js';
import { fullPass, planSteps } from './schedule.js';
import { intakeSteps, nextAction, streamPace, type StreamAction } from './stream-plan.js';

/** Particles that keep arriving: `count` grows, and those that are there keep their numbers. */
export interface ParticleStream extends ParticleSource {
  /** Whether a particle, of an exposure that was rejected, say, no longer counts. */
  isRejected(particle: number): boolean;
}

/** Everything that the next update of a stream depends on, besides its particles. */
export interface StreamState extends Class2dState {
  /** Particles below this number have been looked at, but for those that were rejected. */
  taken: number;
  /** There when it last began, and at its last pass over all. */
  begunWith: number;
  passedWith: number;
  updates: number;
}

export interface StreamUpdate {
  readonly action: StreamAction;
  /** Particles in classes. */
  readonly particles: number;
  /** Of each class, the class before the update that it goes on from: itself, or that which most of its particles were in. */
  readonly origins: Int32Array;
}

export interface StreamWork {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Called after each step of a beginning; `describe` makes the averages of that moment. */
  onStep?(progress: Class2dProgress, describe: () => Promise<Classification>): Promise<void> | void;
}

/**
 * A classification of particles that keep arriving. It begins with what is there, adds new ones to its classes, makes passes over
 * all as their number doubles, and begins anew when it began with too few. Classes keep their numbers (docs/science/class2d.md). The
 * same particles, there in the same order at each call, give the same classes for any number of threads.
 */
export class ClassStream {
  private readonly model: ClassModel;
  private state: StreamState | null = null;

  constructor(
    private readonly stream: ParticleStream,
    private readonly settings: Class2dSettings,
    private readonly work: StreamWork,
  ) {
    this.model = new ClassModel(stream, settings, work);
  }

  /** Null before it has begun. */
  get current(): Readonly<StreamState> | null {
    return this.state;
  }

  /** A state to be filled with that of an earlier run over the same first `count` particles. */
  restore(count: number): StreamState {
    this.state = { ...this.model.fresh(count), taken: 0, begunWith: 0, passedWith: 0, updates: 0 };
    return this.state;
  }

  /**
   * Does what is due next, and tells of it; null when there is nothing to do but wait. `idle`: no more particles are
   * expected for now, so that what is there is to be made the best of.
   *
   * @throws UserError when the settings do not fit the particles; DataError when an image is blank or not finite.
   */
  async advance({ idle }: { idle: boolean }): Promise<StreamUpdate | null> {
    const count = this.stream.count;
    const there = this.listThere(0, count);
    const { state } = this;
    const takenThere = state === null ? 0 : there.filter((particle) => particle < state.taken).length;
    const stale = state === null ? 0 : state.particles.classes.filter((k) => k >= 0).length - takenThere;
    const counts = {
      there: there.length,
      taken: takenThere,
      begunWith: state?.begunWith ?? 0,
      passedWith: state?.passedWith ?? 0,
      stale,
    };
    const action = nextAction(counts, idle, this.settings);
    if (action === null) return null;
    if (state === null || action === 'begin' || action === 'begin anew') return this.begin(action, there, count);
    const before = state.particles.classes.slice();
    const origins = action === 'pass' ? await this.pass(state, there, before) : await this.takeIn(state, count);
    state.updates++;
    return { action, particles: this.countTaken(state), origins };
  }

  /** What was found so far, classes as they are numbered. */
  async describe(): Promise<Classification | null> {
    return this.state === null ? null : this.model.describe(this.state, 'kept');
  }

  private listThere(from: number, to: number): number[] {
    const there: number[] = [];
    for (let particle = from; particle < to; particle++) if (!this.stream.isRejected(particle)) there.push(particle);
    return there;
  }

  private countTaken({ particles }: StreamState): number {
    return particles.classes.reduce((sum, k) => sum + Number(k >= 0), 0);
  }

  /** Coarse to fine on mini-batches and one pass, as a batch does; half the steps while there are too few for good classes. */
  private async begin(action: StreamAction, there: readonly number[], count: number): Promise<StreamUpdate> {
    const { classes, onlineSteps } = this.settings;
    const few = there.length < streamPace.enough * classes;
    const settings = { ...this.settings, onlineSteps: few ? Math.ceil(onlineSteps / 2) : onlineSteps };
    const size = { count: there.length, boxPx: this.stream.boxPx, pixelSizeA: this.stream.pixelSizeA };
    checkClass2dSettings(settings, size);
    const steps = planSteps(settings, size);
    const updates = this.state?.updates ?? 0;
    const random = (step: number) => randomOf(settings, 10_007 * updates + step);
    const fresh = await this.model.begin(there, steps[0]?.rings ?? Infinity, random(0), count);
    const state: StreamState = {
      ...fresh,
      taken: count,
      begunWith: there.length,
      passedWith: there.length,
      updates: updates + 1,
    };
    for (const step of steps) {
      const { totals } = await this.model.take(step, state, drawFor(step, there, random(1 + state.step)));
      state.step++;
      const progress = describeStep(state, steps.length, step, totals, this.stream);
      await this.work.onStep?.(progress, () => this.model.describe(state, 'kept'));
    }
    const before = this.state?.particles.classes;
    const origins = Int32Array.from({ length: classes }, (_, k) => k);
    if (before !== undefined) {
      renumberClasses(state, matchClasses(before, state.particles.classes, classes));
      origins.set(originsOf(before, state.particles.classes, classes));
    }
    this.state = state;
    return { action, particles: there.length, origins };
  }

  /** Adds the next block of new particles to the classes. */
  private async takeIn(state: StreamState, count: number): Promise<Int32Array> {
    const { classes } = this.settings;
    const block = Math.max(1, streamPace.block * classes);
    const fresh = this.listThere(state.taken, count).slice(0, block);
    const taken = fresh.length < block ? count : (fresh.at(-1) ?? 0) + 1;
    state.particles = lengthen(state.particles, taken);
    const { coarse, fine } = intakeSteps(this.settings, this.stream);
    await this.model.look(coarse, state, fresh, null);
    const { reseeded } = await this.model.take(fine, state, fresh);
    state.taken = taken;
    const origins = Int32Array.from({ length: classes }, (_, k) => k);
    for (const { lost, donor } of reseeded) origins[lost] = donor;
    return origins;
  }

  /** A pass over all that are there; those rejected since they were taken in leave their classes. */
  private async pass(state: StreamState, there: readonly number[], before: Int32Array): Promise<Int32Array> {
    const taken = there.filter((particle) => particle < state.taken);
    const { rings } = intakeSteps(this.settings, this.stream).fine;
    await this.model.take(fullPass(rings, 1, true), state, taken);
    for (let particle = 0; particle < state.taken; particle++) {
      if (this.stream.isRejected(particle)) state.particles.classes[particle] = -1;
    }
    state.passedWith = taken.length;
    return originsOf(before, state.particles.classes, this.settings.classes);
  }
}

/** The same with room for more particles, of which nothing is known yet. */
function lengthen(old: Class2dState['particles'], count: number): Class2dState['particles'] {
  const particles = noParticles(count);
  particles.classes.set(old.classes);
  particles.angleRad.set(old.angleRad);
  particles.shiftPx.set(old.shiftPx);
  particles.probability.set(old.probability);
  particles.classEss.set(old.classEss);
  particles.score.set(old.score);
  return particles;
}
