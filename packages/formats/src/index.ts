export * from './atomic-file.js';
export * from './mrc/index.js';
export * from './star/read-star.js';
export {
  createStarTable,
  findStarBlock,
  findStarColumn,
  NumberColumn,
  TextColumn,
  type StarBlock,
  type StarColumn,
  type StarFile,
  type StarTable,
} from './star/star-table.js';
export * from './star/write-star.js';
