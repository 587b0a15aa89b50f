export {
  checkClass2dSettings,
  defaultClass2dSettings,
  usualMaxShiftA,
  type Class2dSettings,
} from './class2d-settings.js';
export type {
  Classification,
  Class2dProgress,
  Class2dState,
  Class2dWork,
  ClassOrder,
  ClassRow,
  ParticleClasses,
} from './classification.js';
export {
  ClassStream,
  type ParticleStream,
  type StreamState,
  type StreamUpdate,
  type StreamWork,
} from './class-stream.js';
export { classify2d } from './classify-2d.js';
export { streamPace } from './stream-plan.js';
export type { ParticleSource } from './particle-source.js';
