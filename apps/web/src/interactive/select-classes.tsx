import type { Job, TemplateClassInfo } from '@vitreous/schema';
import { useMemo, type ReactNode } from 'react';
import { ClassGallery } from '../classes/class-gallery.js';
import { galleryClass } from '../classes/class-order.js';
import { Button } from '../design/button.js';
import { projectPictureUrl } from '../server/call.js';
import { Trouble } from '../shell/page-states.js';
import { finishJob, tellJob, useAsked } from './ask-job.js';

type ClassInfo = Omit<TemplateClassInfo, 'fileid'>;
type ClassPicture = { readonly class_idx: number; readonly path: string | null };

/** Choosing class averages, and their particles with them. */
export function SelectClasses({ job }: { job: Job }): ReactNode {
  const { data: info, error } = useAsked<readonly ClassInfo[]>(job, 'get_class_info');
  const { data: pictures } = useAsked<readonly ClassPicture[]>(job, 'get_class_pictures', {}, { still: true });
  const project = job.project_uid;
  const classes = useMemo(() => {
    const paths = new Map(pictures?.map(({ class_idx, path }) => [class_idx, path]));
    return (info ?? []).map((one) => {
      const path = paths.get(one.class_idx) ?? null;
      return galleryClass(one, path === null ? null : projectPictureUrl(project, path));
    });
  }, [info, pictures, project]);
  if (info === undefined) return error === null ? null : <Trouble error={error} />;
  const tell = (action: string, body: object = {}): void => void tellJob(job, action, body, 'get_class_info');
  const selected = info.filter((one) => one.selected);
  return (
    <div className="desk-column">
      <ClassGallery
        label={`Classes of ${job.uid}`}
        classes={classes}
        onToggle={(class_idx) =>
          tell('set_class_selected', {
            class_idx,
            selected: !selected.some((one) => one.class_idx === class_idx),
          })
        }
        onSelectAll={(all) => tell(all ? 'select_all' : 'select_none')}
        onInvert={() => tell('invert_selection')}
        onSelectFrom={(class_idx, field, direction) => tell('select_from_class', { class_idx, field, direction })}
        onSelectWithin={(thresholds) => tell('select_by_thresholds', { thresholds })}
      />
      <footer className="desk-foot">
        <p className="faint">
          {selected.length === 0
            ? 'Press the classes that are to be kept; the right button selects from a class on.'
            : 'Particles go with their classes: the selected ones, and the others, are two outputs.'}
        </p>
        <Button tone="primary" icon="check" onClick={() => void finishJob(job, 'finish')}>
          Finish with {selected.length === 1 ? '1 class' : `${selected.length} classes`}
        </Button>
      </footer>
    </div>
  );
}
