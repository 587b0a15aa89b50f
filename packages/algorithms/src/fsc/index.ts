export { compareHalves, type FscCurves } from './fsc-curves.js';
export { correlateVolumes, crossingOf, filterVolume, lowPass } from './shells.js';
export { fitParticleNeed, type MapOfParticles, type ParticleNeed } from './particle-need.js';
