import type { DataManagementStats } from '@vitreous/schema';

export type DataCategory = keyof DataManagementStats;

/** What compaction removes: it can be made again from the movies. */
export const compactedCategories = ['micrographs', 'particles', 'thumbnails'] as const;

const images = /\.mrcs?$/i;
const pictures = /\.(png|svg)$/i;

/**
 * What a file in a session's folder is. What nobody knows is metadata, and stays whatever happens.
 *
 * @param relative its path from the session's folder on.
 */
export function categoryOfFile(relative: string): Exclude<DataCategory, 'raw'> {
  const [folder = ''] = relative.split('/');
  if (folder === 'thumbnails') return 'thumbnails';
  if (folder === 'motioncorrected' && images.test(relative)) return 'micrographs';
  if (folder === 'extract' && images.test(relative)) return 'particles';
  if ((folder === 'ctfestimated' || folder === 'extract') && pictures.test(relative)) return 'thumbnails';
  return 'metadata';
}
