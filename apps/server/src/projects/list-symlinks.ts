import { readdir, readlink, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { ProjectSymlink } from '@vitreous/schema';

/** Every symbolic link below a project directory, and whether what it points at exists. */
export async function listSymlinks(directory: string): Promise<ProjectSymlink[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const links = entries.filter((entry) => entry.isSymbolicLink()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(
    links.sort().map(async (path) => ({
      path: relative(directory, path),
      target: await readlink(path),
      exists: await stat(path).then(
        () => true,
        () => false,
      ),
    })),
  );
}
