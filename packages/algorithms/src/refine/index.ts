export { checkRefineSettings, defaultRefineSettings, type RefineSettings } from './refine-settings.js';
export type { CtfFinder, Refinement, RefinedParticles, RefineProgress, RefineWork } from './refinement.js';
export { type RefineState } from './refine-state.js';
export { refine, type StartingPoses } from './refine.js';
