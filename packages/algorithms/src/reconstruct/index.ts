export { type FinishedMaps } from './finish-maps.js';
export { type ParticlePoses } from './insert-particles.js';
export { reconstruct, type ReconstructSettings } from './reconstruct.js';
