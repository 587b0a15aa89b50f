export { checkRefineSettings, defaultRefineSettings, type RefineSettings } from './refine-settings.js';
export type { Refinement, RefinedParticles, RefineProgress, RefineWork } from './refinement.js';
export { refine } from './refine.js';
