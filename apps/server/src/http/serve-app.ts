import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

/** Where `make build` puts the web app; the same place seen from src and from dist. */
const built = join(import.meta.dirname, '../../../web/dist/app');

const media: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** Our own files only, no inline script or style, never in another page's frame. */
const policy = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

interface Page {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
  /** Made when a browser first asks for it. */
  compressed: Promise<Buffer> | null;
}

const compress = promisify(brotliCompress);

/**
 * Serves the built web app: its files by exact name, and its first page for every other path that is not the
 * interface's. All files are read once, so that no path of a request ever reaches the disk.
 */
export function serveApp(app: FastifyInstance, folder = built): void {
  const pages = readPages(folder);
  app.get<{ Params: { '*': string } }>('/*', async (request, reply) => {
    const path = `/${request.params['*']}`;
    const first = pages.get('/index.html');
    const isApi = /^\/(api|metrics)(\/|$)/.test(path);
    const exact = pages.get(path);
    const page = exact ?? (isApi || path.startsWith('/assets/') ? undefined : first);
    if (page === undefined) {
      if (isApi || first !== undefined) {
        reply.callNotFound();
        return reply;
      }
      return reply
        .code(404)
        .type('text/plain')
        .send('The web app is not built: run make build. The interface is at /api/cmd.\n');
    }
    const hashed = exact !== undefined && path.startsWith('/assets/');
    void reply.headers({
      'content-type': page.type,
      'content-security-policy': policy,
      'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: page.etag,
      vary: 'accept-encoding',
    });
    if (request.headers['if-none-match'] === page.etag) return reply.code(304).send();
    if (!/\bbr\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(page.body);
    page.compressed ??= compress(page.body);
    return reply.header('content-encoding', 'br').send(await page.compressed);
  });
}

function readPages(folder: string): ReadonlyMap<string, Page> {
  const pages = new Map<string, Page>();
  if (!existsSync(folder)) return pages;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    const type = media[extname(name)];
    if (type === undefined || !statSync(path).isFile()) continue;
    const body = readFileSync(path);
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    pages.set(`/${relative(folder, path).split('\\').join('/')}`, { body, type, etag, compressed: null });
  }
  return pages;
}
