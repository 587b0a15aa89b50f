export { alignMap, type AlignedMap } from './align-maps.js';
export { alignToAxes, type AxesFound } from './align-to-axes.js';
export { movePoses } from './move-poses.js';
