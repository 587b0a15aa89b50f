import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { fileBrowserSettings, type FileBrowserSettings, type User } from '@vitreous/schema';
import { callerOf, type Call, type House } from '../house.js';
import { forbidden, invalid } from '../problem.js';

/** Folders of the system, which hold no data: nobody reads or writes there through the server. */
const closed = ['/proc', '/sys', '/dev', '/etc', '/boot', '/run', '/var/run', join(homedir(), '.ssh')];

/** Where this person may look: their own settings, else the instance's, else anywhere but the system's folders. */
export function browserSettingsOf(call: Call): FileBrowserSettings {
  return settingsFor(call, callerOf(call));
}

function settingsFor({ store }: House, { file_browser_settings: own }: User): FileBrowserSettings {
  const instance = fileBrowserSettings.parse(store.settings.get('file_browser_settings') ?? {});
  return {
    allowed_prefixes: own.allowed_prefixes ?? instance.allowed_prefixes,
    import_dir_default: own.import_dir_default ?? instance.import_dir_default,
    project_dir_default: own.project_dir_default ?? instance.project_dir_default,
  };
}

/** Folders that a person may read from (null: any but the closed ones) and closed ones, without symbolic links. */
export async function readableFolders(
  house: House,
  person: User | null,
): Promise<{ allowed: string[] | null; closed: string[] }> {
  // Nobody, as when an account was deleted since, may read nothing.
  const prefixes = person === null ? [] : settingsFor(house, person).allowed_prefixes;
  const folders = prefixes === null ? null : await Promise.all(prefixes.map((prefix) => followLinks(prefix)));
  return { allowed: folders?.filter((folder) => folder !== null) ?? null, closed: [...closed, house.dataDir] };
}

/**
 * An absolute path from outside with every symbolic link followed; its last part need not exist.
 *
 * @throws Problem when it is relative, its folder does not exist, or it leads to where this person may not look.
 */
export async function resolveAllowed(call: Call, name: string, path: string): Promise<string> {
  if (path.includes('\0') || path.length > 4000 || !isAbsolute(path)) {
    throw invalid('query', name, 'Expected an absolute path.', path.slice(0, 200));
  }
  const resolved = await followLinks(path);
  if (resolved === null) throw invalid('query', name, 'The folder that should hold it does not exist.', path);
  if (!(await isAllowed(call, resolved))) throw forbidden(`${path} lies outside the folders that you may use.`);
  return resolved;
}

/** Whether this person may look at a path that has no symbolic links any more. */
export async function isAllowed(call: Call, resolved: string): Promise<boolean> {
  const readable = await readableFolders(call, callerOf(call));
  if (readable.closed.some((folder) => isInside(folder, resolved))) return false;
  return readable.allowed?.some((folder) => isInside(folder, resolved)) ?? true;
}

/** The path without symbolic links; null when even its folder does not exist. */
export async function followLinks(path: string): Promise<string | null> {
  const clean = resolve(path);
  try {
    return await realpath(clean);
  } catch {
    try {
      return join(await realpath(dirname(clean)), basename(clean));
    } catch {
      return null;
    }
  }
}

/** Whether `path` is `folder` or lies in it; neither has symbolic links. */
export function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
