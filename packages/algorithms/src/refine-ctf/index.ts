export { allAberrations, type Aberrations, type WantedAberrations } from './aberration-terms.js';
export { takeHalfMaps, type PosedParticles } from './known-maps.js';
export { phasePlanes, type PhasePlane } from './phase-plane.js';
export { measureAberrations, measureDefocus, type MeasuredGroup } from './refine-ctf.js';
