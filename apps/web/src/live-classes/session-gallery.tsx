import type { Session, TemplateClassInfo, TemplateSelectionThreshold } from '@vitreous/schema';
import { useMemo, type ReactNode } from 'react';
import { ClassGallery } from '../classes/class-gallery.js';
import { galleryClass, type ClassField } from '../classes/class-order.js';
import { act } from '../server/act.js';
import { pictureUrl } from '../server/call.js';

/** The ways to select classes of a session; each answers with the session as it is then. */
interface Choose {
  readonly toggle: (index: number) => Promise<Session>;
  readonly all: (direction: 'select' | 'deselect') => Promise<Session>;
  readonly invert: () => Promise<Session>;
  readonly from: (index: number, field: ClassField, direction: 'above' | 'below') => Promise<Session>;
  readonly within: (thresholds: TemplateSelectionThreshold[]) => Promise<Session>;
}

interface Props {
  readonly label: string;
  readonly info: readonly TemplateClassInfo[];
  readonly choose: Choose;
  /** Nothing can be selected now. */
  readonly disabled?: boolean;
  /** Above the classes. */
  readonly notice?: ReactNode;
}

/** Classes that a session keeps, selected by its functions. */
export function SessionGallery({ label, info, choose, notice, disabled = false }: Props): ReactNode {
  const classes = useMemo(
    () => info.map((one) => galleryClass(one, one.fileid === '' ? null : pictureUrl(one.fileid))),
    [info],
  );
  return (
    <div className="with-notice">
      {notice}
      <ClassGallery
        label={label}
        classes={classes}
        disabled={disabled}
        onToggle={(index) => void act(() => choose.toggle(index))}
        onSelectAll={(selected) => void act(() => choose.all(selected ? 'select' : 'deselect'))}
        onInvert={() => void act(choose.invert)}
        onSelectFrom={(index, field, direction) => void act(() => choose.from(index, field, direction))}
        onSelectWithin={(thresholds) => void act(() => choose.within(thresholds))}
      />
    </div>
  );
}
