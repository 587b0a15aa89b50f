export { filterLocally, frequencyOfVoxels } from './filter-locally.js';
export { measureLocalResolution, type LocalResolution, type LocalResolutionSettings } from './local-resolution.js';
