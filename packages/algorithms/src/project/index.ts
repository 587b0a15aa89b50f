export { evenViews } from './even-views.js';
export { projectVolume, type Projections, type ProjectionSettings } from './project-volume.js';
