import type { ProjectSymlink } from '@vitreous/schema';

/** Links of one folder of a project that lead into the same folder. */
export interface LinkGroup {
  /** The folder in the project's directory: that of a job or of a session; '' for the directory itself. */
  readonly owner: string;
  /** The folder that they lead to. */
  readonly folder: string;
  readonly count: number;
  /** Of those that lead to nothing, by path in the project. */
  readonly broken: readonly string[];
}

/** Puts links together by where they are and where they lead; what is broken comes first. */
export function groupLinks(links: readonly ProjectSymlink[]): LinkGroup[] {
  const groups = new Map<string, LinkGroup & { count: number; broken: string[] }>();
  for (const { path, target, exists } of links) {
    const owner = path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
    const folder = target.slice(0, Math.max(target.lastIndexOf('/'), 0)) || (target.startsWith('/') ? '/' : '.');
    const key = `${owner}\0${folder}`;
    const group = groups.get(key) ?? { owner, folder, count: 0, broken: [] };
    group.count++;
    if (!exists) group.broken.push(path);
    groups.set(key, group);
  }
  const collator = new Intl.Collator('en', { numeric: true });
  return [...groups.values()].sort(
    (a, b) =>
      b.broken.length - a.broken.length || collator.compare(a.owner, b.owner) || collator.compare(a.folder, b.folder),
  );
}
