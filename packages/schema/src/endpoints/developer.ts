import { z } from 'zod';
import { jobRegister } from '../entities/job-register.js';
import { endpoints } from './endpoint.js';

export const developerEndpoints = endpoints({
  'developer.get_developers': { method: 'GET', returns: z.array(z.string()) },
  'developer.reload': { method: 'POST', returns: z.boolean() },
  'developer.save_job_registers': {
    method: 'POST',
    query: { developer_name: z.string().optional() },
    returns: z.array(jobRegister),
  },
});
