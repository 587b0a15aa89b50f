import type { Job } from '@vitreous/schema';
import type { ReactNode } from 'react';
import './interactive.css';
import { Icon } from '../design/icon.js';
import { CurateExposures } from './curate-exposures.js';
import { InspectPicks } from './inspect-picks.js';
import { ManualPicker } from './manual-picker.js';
import { SelectClasses } from './select-classes.js';

const panes: Readonly<Record<string, (props: { job: Job }) => ReactNode>> = {
  curate_exposures_v2: CurateExposures,
  inspect_picks_v2: InspectPicks,
  manual_picker_v2: ManualPicker,
  select_2D: SelectClasses,
};

/** Where the work of an interactive job is done while it waits. */
export function InteractivePane({ job }: { job: Job }): ReactNode {
  const Pane = panes[job.spec.type];
  if (Pane !== undefined) return <Pane job={job} />;
  return (
    <p className="desk-wait" role="status">
      <Icon name="queue" /> {job.uid} waits for a program: it is answered from Python, with job.interact.
    </p>
  );
}
