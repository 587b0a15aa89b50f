import { useQuery } from '@tanstack/react-query';
import { callFunction } from './call.js';

/** A file of a project; the version changes when it may have been written anew. */
export interface ProjectFile {
  readonly project: string;
  /** Null where there is none yet. */
  readonly path: string | null;
  readonly version: number;
}

/** What is read of a file of a project, undefined before it is there and where it is not. */
export function useProjectFile<Value>(
  { project, path, version }: ProjectFile,
  kind: string,
  read: (blob: Blob) => Promise<Value>,
): Value | undefined {
  const { data } = useQuery({
    queryKey: ['project.file', project, path, version, kind],
    queryFn: async ({ signal }) => {
      const given = { project_uid: project, path: path ?? '' };
      return read(await new Response(await callFunction('projects.download_file', given, signal)).blob());
    },
    enabled: path !== null,
    staleTime: Infinity,
    gcTime: 60_000,
    // The same file of before stays while it is read anew: nothing blinks.
    placeholderData: (before, query) => (query?.queryKey[2] === path ? before : undefined),
  });
  return data;
}

/** The address under which the browser draws a picture that lies in a project. */
export function useProjectPicture(file: ProjectFile, type: string): string | undefined {
  return useProjectFile(file, type, async (blob) => {
    const reader = new FileReader();
    reader.readAsDataURL(new Blob([blob], { type }));
    await new Promise((resolve) => reader.addEventListener('loadend', resolve));
    return typeof reader.result === 'string' ? reader.result : '';
  });
}
