import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState, type ReactNode } from 'react';
import './maps.css';
import { formatCount } from '../design/format.js';
import { sentenceOf } from '../server/call.js';
import { Empty } from '../shell/page-states.js';
import { fetchMap, type JobMap, type MapData } from './map-data.js';
import { MapSlices } from './map-slices.js';
import { SurfaceView, type Colouring } from './surface-view.js';

const titles: Readonly<Record<string, string>> = {
  map: 'Map',
  map_sharp: 'Sharpened',
  map_half_A: 'Half A',
  map_half_B: 'Half B',
  mask: 'Mask',
  mask_refine: 'Refinement mask',
  mask_fsc: 'FSC mask',
};

interface Props {
  /** Of what these are maps, for those who do not see. */
  readonly label: string;
  readonly project: string;
  /** Maps of one output: shown one at a time, the first at first. */
  readonly maps: readonly JobMap[];
}

/** One of several maps of the same thing, as a surface or as slices. */
export function MapPanel({ label, project, maps }: Props): ReactNode {
  const [slot, setSlot] = useState('');
  const [slices, setSlices] = useState(false);
  const [colouring, setColouring] = useState<Colouring>('one');
  const [sigmas, setSigmas] = useState(3);
  const [cut, setCut] = useState(0);
  const [contrast, setContrast] = useState(6);
  const chosen = maps.find((one) => one.slot === slot) ?? maps[0];
  const { data: map, error } = useMap(project, chosen?.path);
  const halfA = maps.find((one) => one.slot === 'map_half_A')?.path;
  const halfB = maps.find((one) => one.slot === 'map_half_B')?.path;
  const byAgreement = colouring === 'agreement';
  const { data: a } = useMap(project, byAgreement ? halfA : undefined);
  const { data: b } = useMap(project, byAgreement ? halfB : undefined);
  const steady = useDeferredValue(sigmas);
  if (chosen === undefined) return null;
  if (error !== null) {
    return (
      <Empty icon="warning" title="This map cannot be shown">
        <p>{sentenceOf(error)}</p>
      </Empty>
    );
  }
  const most = map === undefined ? 10 : Math.max(1, (map.highest - map.mean) / (map.deviation || 1));
  const isMask = chosen.slot.startsWith('mask');
  const level = map === undefined ? 0 : isMask ? 0.5 : map.mean + Math.min(steady, 0.95 * most) * map.deviation;
  return (
    <section className="map-panel" aria-label={label}>
      <div className="map-tools">
        <div className="segments" role="group" aria-label="Which map">
          {maps.map((one) => (
            <button
              key={one.slot}
              type="button"
              aria-pressed={one.slot === chosen.slot}
              onClick={() => setSlot(one.slot)}
            >
              {titles[one.slot] ?? one.slot}
            </button>
          ))}
        </div>
        <div className="segments" role="group" aria-label="How it is shown">
          <button type="button" aria-pressed={!slices} onClick={() => setSlices(false)}>
            Surface
          </button>
          <button type="button" aria-pressed={slices} onClick={() => setSlices(true)}>
            Slices
          </button>
        </div>
        {slices ? (
          <MapSlider
            label="Contrast"
            value={contrast}
            min={1}
            max={20}
            onChange={setContrast}
            words={`± ${contrast.toFixed(1)} σ`}
          />
        ) : (
          <>
            {!isMask && (
              <MapSlider
                label="Level"
                value={Math.min(sigmas, most)}
                min={0.5}
                max={Math.min(most, 20)}
                onChange={setSigmas}
                words={`${Math.min(sigmas, most).toFixed(1)} σ`}
              />
            )}
            <MapSlider label="Cut" value={cut} min={0} max={1} onChange={setCut} words={`${Math.round(100 * cut)} %`} />
            <label className="map-choice">
              Colour
              <select
                className="input"
                value={colouring}
                onChange={({ target }) => setColouring(target.value as Colouring)}
              >
                <option value="one">One</option>
                <option value="radius">Distance from the middle</option>
                {halfA !== undefined && halfB !== undefined && <option value="agreement">Agreement of halves</option>}
              </select>
            </label>
          </>
        )}
      </div>
      <div className="map-picture">
        {map === undefined ? (
          <p className="faint map-wait" role="status">
            The map is on its way…
          </p>
        ) : slices ? (
          <MapSlices key={chosen.path} label={label} map={map} contrast={contrast} />
        ) : (
          <SurfaceView
            label={label}
            map={map}
            level={level}
            colouring={colouring}
            halves={a !== undefined && b !== undefined ? [a, b] : null}
            cut={cut}
          />
        )}
        {!slices && colouring !== 'one' && <Ramp colouring={colouring} />}
      </div>
      {map !== undefined && <p className="faint map-foot">{describe(map, chosen)}</p>}
    </section>
  );
}

/** Kept while it is shown; a map of another path is another map. */
function useMap(project: string, path: string | undefined): { data: MapData | undefined; error: Error | null } {
  return useQuery({
    queryKey: ['map', project, path],
    queryFn: ({ signal }) => fetchMap(project, path ?? '', signal),
    enabled: path !== undefined,
    staleTime: Infinity,
    gcTime: 60_000,
  });
}

function MapSlider({
  label,
  value,
  min,
  max,
  onChange,
  words,
}: {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
  words: string;
}): ReactNode {
  return (
    <label className="map-choice">
      {label}
      <input
        type="range"
        min={min}
        max={max}
        step={(max - min) / 200}
        value={value}
        onChange={({ target }) => onChange(target.valueAsNumber)}
      />
      <span className="words">{words}</span>
    </label>
  );
}

const ends = { radius: ['middle', 'outside'], agreement: ['0.5', '1'] } as const;

/** What the colours of the surface mean. */
function Ramp({ colouring }: { colouring: 'radius' | 'agreement' }): ReactNode {
  const [low, high] = ends[colouring];
  return (
    <p className="ramp">
      {low}
      <span aria-hidden="true" />
      {high}
    </p>
  );
}

function describe({ size, pixelSizeA, binned }: MapData, { box }: JobMap): string {
  const [x, y, z] = size;
  const whole = binned > 1 ? `, made ${binned} times coarser for the screen (${formatCount(box)} voxels an edge)` : '';
  return `${x} × ${y} × ${z} voxels of ${pixelSizeA.toFixed(3)} Å${whole}`;
}
