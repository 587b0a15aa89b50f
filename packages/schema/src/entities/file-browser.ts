import { z } from 'zod';
import { model } from './model.js';

const browseFileModel = model('BrowseFile', {
  file_name: z.string(),
  base_path: z.string(),
  is_hidden: z.boolean(),
  path_abs: z.string(),
  is_link: z.boolean().default(false),
  mtime: z.number().nullable().default(null),
  size: z.int().nullable().default(null),
  type: z.enum(['dir', 'file']).nullable().default(null),
  link_path: z.string().nullable().default(null),
  errmesg: z.string().nullable().default(null),
});
export interface BrowseFile extends z.output<typeof browseFileModel> {}
export const browseFile: z.ZodType<BrowseFile> = browseFileModel;

const browseFileResponseModel = model('BrowseFileResponse', {
  back_path: z.string(),
  files: z.array(browseFile),
  type: z.string(),
});
export interface BrowseFileResponse extends z.output<typeof browseFileResponseModel> {}
export const browseFileResponse: z.ZodType<BrowseFileResponse> = browseFileResponseModel;

const fileBrowserSettingsModel = model('FileBrowserSettings', {
  allowed_prefixes: z.array(z.string()).nullable().default(null),
  import_dir_default: z.string().nullable().default(null),
  project_dir_default: z.string().nullable().default(null),
});
export interface FileBrowserSettings extends z.output<typeof fileBrowserSettingsModel> {}
export const fileBrowserSettings: z.ZodType<FileBrowserSettings> = fileBrowserSettingsModel;
