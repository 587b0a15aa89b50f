import type { ReactNode } from 'react';
import { formatCount } from '../design/format.js';
import { HeatMap } from './heat-map.js';
import type { DirectionsFile } from './map-files.js';

const xTicks = [-180, -90, 0, 90, 180].map((degrees) => ({ at: (degrees + 180) / 360, text: `${degrees}` }));
/** By the sine, which keeps areas. */
const yTicks = [-90, -45, -20, 0, 20, 45, 90].map((degrees) => ({
  at: (Math.sin((degrees * Math.PI) / 180) + 1) / 2,
  text: `${degrees}`,
}));
const times = (value: number): string => `${value.toFixed(1)} ×`;

/** From where the particles of a map are seen, with all symmetric copies. */
export function DirectionsPlot({ directions }: { directions: DirectionsFile }): ReactNode {
  const { num_particles: count, symmetry, columns, rows, spread } = directions;
  const most = Math.max(2, ...spread);
  const unseen = spread.filter((value) => value === 0).length / spread.length;
  return (
    <figure className="curve-plot boxed">
      <figcaption>
        <h3>Viewing directions of {formatCount(count)} particles</h3>
        <span className="faint">{symmetry === 'C1' ? '' : `with the copies of ${symmetry}`}</span>
      </figcaption>
      <HeatMap
        label={`Viewing directions of ${count} particles: at most ${times(most)} an even spread, ${Math.round(100 * unseen)} % of all directions unseen`}
        {...{ columns, rows, xTicks, yTicks }}
        values={spread}
        range={[0, most]}
        ratio={2}
        fromBelow
        xTitle="Azimuth (°)"
        yTitle="Elevation (°)"
        format={times}
      />
      <p className="faint plot-foot">
        1 × is an even spread over the sphere; {Math.round(100 * unseen)} % of all directions are unseen.
      </p>
    </figure>
  );
}
