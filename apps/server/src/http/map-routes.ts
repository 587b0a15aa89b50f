import { stat } from 'node:fs/promises';
import { findNumbers, findTexts, readImageInfo, readMrcHeader, readMrcVolume, type Dataset } from '@vitreous/formats';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Call, House } from '../house.js';
import { findJob } from '../jobs/find-job.js';
import { loadOutput } from '../jobs/load-results.js';
import { invalid, notFound, Problem } from '../problem.js';
import { sendGreyMicrograph } from '../live/grey-micrograph.js';
import { findProject } from '../projects/find-project.js';
import { resolveInProject } from '../projects/project-file.js';
import { binVolume } from './bin-volume.js';
import { callerOfRequest } from './request-caller.js';

const ofJob = z.strictObject({ project_uid: z.string(), job_uid: z.string() });
const ofFile = z.strictObject({ project_uid: z.string(), path: z.string() });

/** More voxels along an edge than this are binned: a screen shows no more, and a browser holds no more. */
const mostEdge = 200;
/** Larger maps are not read for a look at them. */
const mostBytes = 2 * 1024 ** 3;

/** Maps and micrographs for people to look at in the browser: the maps of a job, one of them made small, all of an image. */
export function registerMapRoutes(app: FastifyInstance, house: House): void {
  app.get('/volumes', async (request) => {
    const { project_uid, job_uid } = ofJob.parse(request.query);
    const call = callOf(house, request);
    const project = findProject(call, project_uid);
    const job = findJob(call, project_uid, job_uid);
    const outputs = Object.entries(job.spec.outputs).filter(
      ([, { type, num_items }]) => (type === 'volume' || type === 'mask') && num_items > 0,
    );
    const maps = await Promise.all(
      outputs.map(async ([output, { title }]) => {
        const table = await loadOutput(call, project, job, output, 'default', 'F');
        return listMaps(table).map((map) => ({ output, title, ...map }));
      }),
    );
    return maps.flat();
  });

  app.get('/micrograph', async (request, reply) => {
    const { project_uid, path } = ofFile.parse(request.query);
    const call = callOf(house, request);
    const file = await resolveInProject(call, findProject(call, project_uid), 'path', path);
    const found = await stat(file).catch(() => null);
    if (found?.isFile() !== true) throw notFound(`${project_uid} ${path.slice(0, 200)}`);
    const { width, height, frames } = await readImageInfo(file);
    if (frames !== 1) throw invalid('query', 'path', 'Expected a micrograph.', path);
    if (4 * width * height > mostBytes) {
      throw invalid('query', 'path', `This micrograph has ${width} x ${height} pixels, too many to show.`, path);
    }
    return sendGreyMicrograph(reply, file);
  });

  app.get('/map', async (request, reply) => {
    const { project_uid, path } = ofFile.parse(request.query);
    const call = callOf(house, request);
    const file = await resolveInProject(call, findProject(call, project_uid), 'path', path);
    const found = await stat(file).catch(() => null);
    if (found?.isFile() !== true) throw notFound(`${project_uid} ${path.slice(0, 200)}`);
    const { width, height, sections, pixelSizeA } = await readMrcHeader(file);
    if (sections < 2) throw invalid('query', 'path', 'Expected a map.', path);
    if (4 * width * height * sections > mostBytes) {
      throw invalid('query', 'path', `This map has ${width} x ${height} x ${sections} voxels, too many to show.`, path);
    }
    const factor = Math.ceil(Math.max(width, height, sections) / mostEdge);
    const { shape, data, low, high } = await binVolume(await readMrcVolume(file), factor);
    return reply
      .headers({
        'content-type': 'application/octet-stream',
        'cache-control': 'private, no-store',
        'x-vitreous-map': JSON.stringify({ shape, psize_A: (pixelSizeA ?? 1) * factor, low, high, binned: factor }),
      })
      .send(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  });
}

/** The maps that a table of volumes names: slot, path, and how large. */
function listMaps(table: Dataset): { slot: string; path: string; psize_A: number; box: number }[] {
  return [...table.columns.keys()].flatMap((name) => {
    const slot = /^(.*)\/path$/.exec(name)?.[1];
    const path = findTexts(table, name)?.[0];
    if (slot === undefined || path === undefined || path === '') return [];
    const psize_A = findNumbers(table, `${slot}/psize_A`)?.[0] ?? 1;
    const box = findNumbers(table, `${slot}/shape`)?.[0] ?? 0;
    return [{ slot, path, psize_A, box }];
  });
}

function callOf(house: House, request: FastifyRequest): Call {
  const caller = callerOfRequest(house, request);
  if (caller === null) throw new Problem(401, 'Log in first.');
  return { ...house, caller, address: request.ip };
}
