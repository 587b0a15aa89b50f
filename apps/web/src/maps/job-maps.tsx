import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { findJobMaps, type JobMap } from './map-data.js';
import { MapPanel } from './map-panel.js';

interface Props {
  readonly project: string;
  readonly job: string;
  /** Changes when the job may have other maps. */
  readonly version: string;
  /** Only the maps of this output; undefined for all, one output at a time. */
  readonly only?: string | undefined;
  /** Instead of the maps while there are none. */
  readonly none: ReactNode;
  /** What stands beside the map of an output. */
  readonly beside?: (output: string) => ReactNode;
}

/** The maps that a job has made, one output at a time. */
export function JobMaps({ project, job, version, only, none, beside }: Props): ReactNode {
  const [output, setOutput] = useState('');
  const { data: found } = useQuery({
    queryKey: ['volumes', project, job, version],
    queryFn: ({ signal }) => findJobMaps(project, job, signal),
    placeholderData: (before) => before,
  });
  if (found === undefined) return null;
  const maps = only === undefined ? found : found.filter((one) => one.output === only);
  if (maps.length === 0) return none;
  const outputs = [...new Map(maps.map((one) => [one.output, one.title]))];
  const chosen = maps.some((one) => one.output === output) ? output : (outputs[0]?.[0] ?? '');
  return (
    <div className="job-maps">
      {outputs.length > 1 && (
        <div className="segments" role="group" aria-label="Outputs with maps">
          {outputs.map(([name, title]) => (
            <button key={name} type="button" aria-pressed={name === chosen} onClick={() => setOutput(name)}>
              {title}
            </button>
          ))}
        </div>
      )}
      <div className="map-and-more">
        <MapPanel key={chosen} label={`Map of ${job}`} project={project} maps={inOrder(maps, chosen)} />
        {beside !== undefined && (
          <div className="map-beside" tabIndex={0} role="group" aria-label="How good the map is">
            {beside(chosen)}
          </div>
        )}
      </div>
    </div>
  );
}

const order = ['map_sharp', 'map', 'map_half_A', 'map_half_B', 'mask', 'mask_fsc', 'mask_refine'];

/** The maps of an output, that which people want to see first. */
function inOrder(maps: readonly JobMap[], output: string): JobMap[] {
  const place = ({ slot }: JobMap): number => (order.includes(slot) ? order.indexOf(slot) : order.length);
  return maps.filter((one) => one.output === output).sort((a, b) => place(a) - place(b));
}
