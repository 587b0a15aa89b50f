import { z } from 'zod';
import { gridFSAsset, gridFSFile } from '../entities/asset.js';
import { bytes, endpoints } from './endpoint.js';
import { ofJob } from './shapes.js';

export const assetEndpoints = endpoints({
  'assets.find': {
    method: 'GET',
    query: { project_uid: z.string().optional(), job_uid: z.string().optional() },
    returns: z.array(gridFSFile),
  },
  'assets.upload': {
    method: 'POST',
    path: ofJob,
    query: {
      filename: z.string().optional(),
      format: z
        .union([
          z.enum(['txt', 'csv', 'html', 'json', 'xml', 'bild', 'bld', 'log']),
          z.enum(['pdf', 'gif', 'jpg', 'jpeg', 'png', 'svg']),
        ])
        .optional(),
    },
    body: { stream: bytes },
    returns: gridFSAsset,
  },
  'assets.download': { method: 'GET', path: { id: z.string() }, returns: bytes },
  'assets.find_one': { method: 'GET', path: { id: z.string() }, returns: gridFSFile },
});
