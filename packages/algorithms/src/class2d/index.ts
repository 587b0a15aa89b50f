export {
  checkClass2dSettings,
  defaultClass2dSettings,
  usualMaxShiftA,
  type Class2dSettings,
} from './class2d-settings.js';
export {
  classify2d,
  type Classification,
  type Class2dProgress,
  type Class2dState,
  type Class2dWork,
  type ClassRow,
  type ParticleClasses,
} from './classify-2d.js';
export type { ParticleSource } from './particle-source.js';
