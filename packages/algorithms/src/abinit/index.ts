export type { AbinitStep } from './coarse-maps.js';
export type { AbinitState } from './abinit-state.js';
export { findMaps, type AbinitClass, type AbinitFound, type AbinitWork } from './abinit.js';
export { checkAbinitSettings, defaultAbinitSettings, type AbinitSettings } from './abinit-settings.js';
