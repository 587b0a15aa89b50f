import { randomUUID } from 'node:crypto';
import { lstat, readdir, readlink, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { BrowseFile } from '@vitreous/schema';
import { equals } from '@vitreous/store';
import type { Call, Handlers } from '../house.js';
import { followLinks, isAllowed } from '../paths/allowed-path.js';
import { globPattern } from '../paths/glob-pattern.js';
import { conflict, forbidden, invalid } from '../problem.js';

/** Entries of one answer of the file browser. */
const most = 10_000;

/** What this instance is. Licences and updates do not exist here, and the answers say so. */
export const instanceFunctions: Handlers = {
  'instance.get_update_tag': () => null,
  'instance.commercial_enabled': () => true,
  'instance.live_enabled': () => true,
  'instance.ecl_enabled': () => false,
  'instance.get_license_usage': () => [],

  'instance.browse_files': async (call, { abs_path_glob }) => {
    if (!isAbsolute(abs_path_glob) || abs_path_glob.includes('\0')) {
      throw invalid('query', 'abs_path_glob', 'Expected an absolute path.', abs_path_glob.slice(0, 200));
    }
    const whole = await stat(abs_path_glob).catch(() => null);
    const folder = whole?.isDirectory() === true ? abs_path_glob : dirname(abs_path_glob);
    const fits = whole?.isDirectory() === true ? null : globPattern(basename(abs_path_glob));
    const resolved = await followLinks(folder);
    if (resolved === null || !(await isAllowed(call, resolved))) {
      throw forbidden(`${folder} lies outside the folders that you may use.`);
    }
    const names = await readdir(resolved).catch(() => {
      throw invalid('query', 'abs_path_glob', 'The folder does not exist or cannot be read.', folder);
    });
    const fitting = names.filter((name) => fits?.test(name) ?? true).sort((a, b) => a.localeCompare(b, 'en'));
    const files = await Promise.all(fitting.slice(0, most).map((name) => describeFile(folder, name)));
    return { back_path: dirname(folder), files, type: fits === null ? 'dir' : 'glob' };
  },

  'instance.audit_dump': (call, { timestamp }) => {
    const last = call.store.settings.get('internal audit_dumped_at');
    const since = timestamp === 'auto' ? (typeof last === 'string' ? last : '') : timeOf(timestamp);
    call.store.settings.set('internal audit_dumped_at', call.now().toISOString());
    const entries = call.store.audit.since(since);
    return entries.length === 0 ? null : entries.map((entry) => JSON.stringify(entry)).join('\n');
  },

  'instance.generate_new_uid': (call, { force_takeover_projects }) => {
    const attached = call.store.projects.count([...equals('deleted', false), ...equals('detached', false)]);
    if (attached > 0 || force_takeover_projects) {
      throw conflict(
        `${attached} projects are attached under this instance's name: detach them first. ` +
          'Taking them over under a new name is not built yet.',
      );
    }
    const uid = randomUUID();
    renameInstance(call, uid);
    return uid;
  },
};

/** The start of what is asked for; empty for all. @param seconds since 1970. */
function timeOf(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  const time = new Date(seconds * 1000);
  if (Number.isNaN(time.getTime())) throw invalid('query', 'timestamp', 'Expected seconds since 1970.', seconds);
  return time.toISOString();
}

function renameInstance(call: Call, uid: string): void {
  call.store.settings.set('internal instance_uid', uid);
  call.renameInstance(uid);
}

async function describeFile(folder: string, name: string): Promise<BrowseFile> {
  const path = join(folder, name);
  const entry = { file_name: name, base_path: folder, is_hidden: name.startsWith('.'), path_abs: path };
  const nothing = { is_link: false, mtime: null, size: null, type: null, link_path: null, errmesg: null };
  try {
    const itself = await lstat(path);
    const link_path = itself.isSymbolicLink() ? await readlink(path) : null;
    const found = itself.isSymbolicLink() ? await stat(path) : itself;
    const type = found.isDirectory() ? 'dir' : 'file';
    return {
      ...entry,
      ...nothing,
      is_link: link_path !== null,
      link_path,
      mtime: found.mtimeMs / 1000,
      size: found.size,
      type,
    };
  } catch (error) {
    return { ...entry, ...nothing, errmesg: (error as NodeJS.ErrnoException).code ?? 'unreadable' };
  }
}
