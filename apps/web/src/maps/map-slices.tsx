import { useEffect, useRef, useState, type ReactNode } from 'react';
import { cutSlice, greysOf, type Axis } from './cut-slice.js';
import type { MapData } from './map-data.js';

const axes: readonly Axis[] = ['x', 'y', 'z'];

/** A slice across each axis, the middle one at first. @param contrast deviations from the mean that are black and white. */
export function MapSlices({ label, map, contrast }: { label: string; map: MapData; contrast: number }): ReactNode {
  return (
    <div className="slices">
      {axes.map((axis, i) => (
        <Slice key={axis} label={label} map={map} axis={axis} count={map.size[i] ?? 1} contrast={contrast} />
      ))}
    </div>
  );
}

function Slice({
  label,
  map,
  axis,
  count,
  contrast,
}: {
  label: string;
  map: MapData;
  axis: Axis;
  count: number;
  contrast: number;
}): ReactNode {
  const [at, setAt] = useState(Math.floor(count / 2));
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element === null || context == null) return;
    const { width, height, values } = cutSlice(map, axis, at);
    const reach = contrast * map.deviation;
    element.width = width;
    element.height = height;
    context.putImageData(new ImageData(greysOf(values, map.mean - reach, map.mean + reach), width, height), 0, 0);
  }, [map, axis, at, contrast]);
  const name = axis.toUpperCase();
  const fromMiddleA = (at - Math.floor(count / 2)) * map.pixelSizeA;
  return (
    <figure className="slice">
      <canvas ref={canvas} role="img" aria-label={`${label}, slice across ${name}`} />
      <figcaption>
        <label htmlFor={`slice-${axis}`}>{name}</label>
        <input
          id={`slice-${axis}`}
          type="range"
          min={0}
          max={count - 1}
          value={at}
          onChange={({ target }) => setAt(target.valueAsNumber)}
        />
        <span className="number">{fromMiddleA.toFixed(1)} Å</span>
      </figcaption>
    </figure>
  );
}
