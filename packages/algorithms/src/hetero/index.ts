export { defaultHeteroSettings, type HeteroSettings } from './hetero-settings.js';
export { bestClasses, type HeteroProgress, type HeteroState, type SortedParticles } from './hetero-state.js';
export { heteroRefine, type HeteroRefinement } from './hetero-refine.js';
