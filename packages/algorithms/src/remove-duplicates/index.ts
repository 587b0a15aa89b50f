export { keepApart, type Placed } from './keep-apart.js';
