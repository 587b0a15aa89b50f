import { createReadStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { GridFSFile } from '@vitreous/schema';
import { among, createId, equals, type Asset } from '@vitreous/store';
import { noteAsset } from '../assets/note-asset.js';
import type { Call, Handlers } from '../house.js';
import { findJob } from '../jobs/find-job.js';
import { visibleProjects } from '../jobs/job-conditions.js';
import { receiveFile } from '../paths/receive-file.js';
import { invalid, notFound } from '../problem.js';
import { findOpenProject, findProject } from '../projects/find-project.js';
import { resolveInProject } from '../projects/project-file.js';

/** Largest asset: a plot or a table, no data set. */
const most = 256 * 1024 * 1024;

const types: Readonly<Record<string, GridFSFile['contentType']>> = {
  txt: 'text/plain',
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
  xml: 'application/xml',
  bild: 'text/plain',
  bld: 'text/plain',
  log: 'text/plain',
  pdf: 'application/pdf',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
};

/** Small files of jobs, kept in the job's folder under their ids. */
export const assetFunctions: Handlers = {
  'assets.find': (call, { project_uid, job_uid }) =>
    call.store.assets
      .find([
        ...among('project_uid', visibleProjects(call, project_uid === undefined ? undefined : [project_uid])),
        ...equals('job_uid', job_uid),
      ])
      .map(describe),
  'assets.find_one': (call, { id }) => describe(findAsset(call, id)),
  'assets.download': async (call, { id }) => {
    const asset = findAsset(call, id);
    const path = await resolveInProject(call, findProject(call, asset.project_uid), 'id', asset.path);
    if ((await stat(path).catch(() => null)) === null) throw notFound(`The file of asset ${id}`);
    return createReadStream(path);
  },
  'assets.upload': async (call, { project_uid, job_uid, stream, filename, format }) => {
    const { project_dir: directory } = findOpenProject(call, project_uid);
    const job = findJob(call, project_uid, job_uid);
    const ending = format ?? filename?.split('.').at(-1)?.toLowerCase() ?? '';
    const contentType = types[ending];
    if (contentType === undefined) {
      throw invalid('query', 'format', `Expected one of ${Object.keys(types).join(', ')}.`, ending.slice(0, 100));
    }
    const id = createId(call.now().getTime());
    const folder = join(job.job_dir, 'assets');
    await mkdir(join(directory, folder), { recursive: true });
    const path = join(folder, `${id}.${ending}`);
    const length = await receiveFile(join(directory, path), stream, most);
    const name = (filename ?? `${id}.${ending}`).slice(0, 500);
    const asset = noteAsset(call, { id, project_uid, job_uid, path, length, filename: name, contentType });
    return { fileid: id, filename: asset.filename, filetype: contentType };
  },
};

function findAsset(call: Call, id: string): Asset {
  const asset = call.store.assets.get(id);
  if (asset === null) throw notFound(`Asset ${id.slice(0, 40)}`);
  findProject(call, asset.project_uid);
  return asset;
}

function describe(asset: Asset): GridFSFile {
  const { _id, filename, contentType, uploadDate, length, chunkSize, project_uid, job_uid } = asset;
  return { _id, filename, contentType, uploadDate, length, chunkSize, project_uid, job_uid };
}
