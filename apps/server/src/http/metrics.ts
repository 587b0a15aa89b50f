import type { FastifyInstance } from 'fastify';
import { equals } from '@vitreous/store';
import type { House } from '../house.js';

const statuses = ['building', 'queued', 'launched', 'started', 'running', 'waiting', 'completed', 'killed', 'failed'];

/** Numbers for Prometheus at /metrics: how much there is and how busy the server is; no names. */
export function addMetrics(app: FastifyInstance, { store }: House): void {
  const answers = new Map<number, number>();
  app.addHook('onResponse', (_request, reply, done) => {
    answers.set(reply.statusCode, (answers.get(reply.statusCode) ?? 0) + 1);
    done();
  });
  app.get('/metrics', (_request, reply) => {
    const present = equals('deleted', false);
    const { user, system } = process.cpuUsage();
    const lines = [
      '# TYPE vitreous_jobs gauge',
      ...statuses.map(
        (one) => `vitreous_jobs{status="${one}"} ${store.jobs.count([...present, ...equals('status', one)])}`,
      ),
      '# TYPE vitreous_projects gauge',
      `vitreous_projects ${store.projects.count(present)}`,
      '# TYPE vitreous_answers_total counter',
      ...Array.from(answers, ([status, count]) => `vitreous_answers_total{status="${status}"} ${count}`),
      '# TYPE process_resident_memory_bytes gauge',
      `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
      '# TYPE process_cpu_seconds_total counter',
      `process_cpu_seconds_total ${(user + system) / 1e6}`,
    ];
    return reply.header('content-type', 'text/plain; version=0.0.4').send(`${lines.join('\n')}\n`);
  });
}
