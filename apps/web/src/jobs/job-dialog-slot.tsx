import { lazy, Suspense, type ReactNode } from 'react';
import { useBrowseSearch } from '../browse/search.js';

const JobDialog = lazy(() => import('./job-dialog.js').then((module) => ({ default: module.JobDialog })));

/** The dialog of the job that the address names. */
export function JobDialogSlot(): ReactNode {
  const [search, setSearch] = useBrowseSearch();
  const found = /^(P\d+)-(J\d+)$/.exec(search.job ?? '');
  if (found?.[1] === undefined || found[2] === undefined) return null;
  return (
    <Suspense fallback={null}>
      <JobDialog key={search.job} project={found[1]} uid={found[2]} onClose={() => setSearch({ job: undefined })} />
    </Suspense>
  );
}
