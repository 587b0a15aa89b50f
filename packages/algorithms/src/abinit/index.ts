export type { AbinitStep } from './abinit-run.js';
export type { AbinitState } from './abinit-state.js';
export { findMaps, type AbinitClass, type AbinitWork } from './abinit.js';
export { checkAbinitSettings, defaultAbinitSettings, type AbinitSettings } from './abinit-settings.js';
