export { changeBox, resampleMap } from './change-box.js';
export { mirrorMap, moveMap, symmetriseMap, type Move } from './move-map.js';
export { maskAbove } from './threshold-mask.js';
