export * from './atomic-file.js';
export type { Atoms, ReadAtomsOptions } from './atoms/atoms.js';
export * from './atoms/read-atoms.js';
export * from './conversion/dataset-of-star.js';
export * from './conversion/poses.js';
export * from './conversion/star-of-dataset.js';
export * from './eer/eer-fractions.js';
export * from './eer/read-eer.js';
export * from './eer/write-eer.js';
export * from './gain/index.js';
export * from './image-file.js';
export { readWholeFile } from './input-file.js';
export * from './mrc/index.js';
export { atomicNumberOf, symbolOf } from './atoms/elements.js';
export {
  createDataset,
  createNumbers,
  fieldsOf,
  findIds,
  findNumbers,
  findTexts,
  floatColumn,
  idColumn,
  indexColumn,
  textColumn,
  type Dataset,
  type DatasetColumn,
  type DatasetField,
  type DatasetNumbers,
  type NumberType,
} from './cs/dataset.js';
export * from './cs/dataset-file.js';
export * from './cs/dataset-rows.js';
export * from './cs/no-aberrations.js';
export * from './first-there.js';
export * from './cs/standard-fields.js';
export * from './epu-xml/epu-names.js';
export * from './epu-xml/read-epu-xml.js';
export * from './mdoc/mdoc-exposure.js';
export * from './mdoc/read-mdoc.js';
export * from './npy/read-npy.js';
export * from './npy/write-npy.js';
export * from './star/read-star.js';
export {
  createStarTable,
  findStarBlock,
  findStarColumn,
  type StarBlock,
  type StarColumn,
  type StarFile,
  type StarTable,
} from './star/star-table.js';
export * from './star/write-star.js';
export * from './tiff/read-tiff.js';
export * from './tiff/write-tiff.js';
