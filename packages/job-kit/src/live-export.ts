import { exposure } from '@vitreous/schema';
import { z } from 'zod';

/** An export asks for the next exposures of its session, in order of their numbers. */
export const liveExportAsk = z.object({
  /** Those that count, or those that are rejected. */
  accepted: z.boolean(),
  /** The last number of the page before; 0 at first. */
  after: z.int(),
});

/** An exposure as exports have it. */
export const exportedExposure = z.object({
  exposure,
  /** As the microscope wrote it, in radians or what its file says; null when that is not known. */
  beam_shift: z.tuple([z.number(), z.number()]).nullable(),
});
export type ExportedExposure = z.output<typeof exportedExposure>;

/** A page of them; the last one is empty. */
export const liveExportPage = z.object({ exposures: z.array(exportedExposure) });
