export type { GroupAberration } from './aberration-fit.js';
export { takeHalfMaps, type KnownMaps, type PosedParticles } from './known-maps.js';
export { measureAberrations, measureDefocus } from './refine-ctf.js';
