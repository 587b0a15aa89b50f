import { z } from 'zod';
import { model, time } from './model.js';

const gridFSAssetModel = model('GridFSAsset', {
  fileid: z.string(),
  filename: z.string(),
  filetype: z.string(),
});
export interface GridFSAsset extends z.output<typeof gridFSAssetModel> {}
export const gridFSAsset: z.ZodType<GridFSAsset> = gridFSAssetModel;

const gridFSFileModel = model('GridFSFile', {
  _id: z.string().default('000000000000000000000000'),
  filename: z.string(),
  contentType: z.union([
    z.enum(['text/plain', 'text/csv', 'text/html', 'application/json', 'application/xml', 'application/x-troff']),
    z.enum(['application/pdf', 'image/gif', 'image/jpeg', 'image/png', 'image/svg+xml']),
    z.literal('application/octet-stream'),
  ]),
  uploadDate: time().default('1970-01-01T00:00:00Z'),
  length: z.int(),
  chunkSize: z.int(),
  project_uid: z.string(),
  job_uid: z.string(),
});
export interface GridFSFile extends z.output<typeof gridFSFileModel> {}
export const gridFSFile: z.ZodType<GridFSFile> = gridFSFileModel;
