import type { Session } from '@vitreous/schema';
import { useMemo } from 'react';
import { pictureUrl } from '../server/call.js';
import { liveUrl } from './ask-live.js';
import type { SeenExposure } from './seen-exposure.js';
import type { MicrographSource } from '../micrograph/use-micrograph.js';

/** Where the preview and every pixel of the micrograph come from; the same objects while they are the same. */
export function useSources(
  { project_uid, session_uid }: Session,
  { uid, more, attributes: { motion_at } }: SeenExposure,
): { preview: MicrographSource | null; full: MicrographSource | null } {
  const large = more?.large ?? null;
  const longest = more?.shape == null ? null : Math.max(...more.shape);
  const pixelSizeA = more?.pixelSizeA ?? null;
  return useMemo(() => {
    if (large === null || longest === null) return { preview: null, full: null };
    // Previews are 1024 px at most, and show the range that is usually shown.
    const binned = pixelSizeA === null ? null : pixelSizeA * Math.max(1, longest / 1024);
    const url = `/api${liveUrl('micrograph', { project_uid, session_uid, uid })}#${motion_at}`;
    return {
      preview: { url: pictureUrl(large), pixelSizeA: binned, range: 1 },
      full: { url, pixelSizeA, range: 1.82 },
    };
  }, [large, longest, pixelSizeA, project_uid, session_uid, uid, motion_at]);
}
