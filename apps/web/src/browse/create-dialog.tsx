import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, type ReactNode } from 'react';
import { Dialog } from '../design/dialog.js';
import { CreateProject } from './create-project.js';
import { CreateWorkspace } from './create-workspace.js';
import { useBrowseSearch } from './search.js';

const MoreForms = lazy(() => import('./more-forms.js').then((module) => ({ default: module.MoreForms })));

/** The form that the address asks for, slid over the page. */
export function CreateDialog(): ReactNode {
  const [search, setSearch] = useBrowseSearch();
  const { project } = useParams({ strict: false });
  const close = (): void => setSearch({ new: undefined, in: undefined });
  const kind = search.new;
  if (kind === undefined) return null;
  if (kind === 'project') {
    return (
      <Dialog kind="slide-over" title="New project" onClose={close}>
        <CreateProject />
      </Dialog>
    );
  }
  if (kind === 'workspace' || kind === 'session') {
    return (
      <Dialog kind="slide-over" title={`New ${kind}`} onClose={close}>
        <CreateWorkspace kind={kind} project={search.in ?? project} among={search.in !== undefined} />
      </Dialog>
    );
  }
  return (
    <Suspense fallback={null}>
      <MoreForms kind={kind} about={search.in ?? ''} onClose={close} />
    </Suspense>
  );
}
