import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { IconButton } from '../design/button.js';
import { useShownTheme } from '../design/theme.js';
import { buildSurface, type Surface } from './build-surface.js';
import { coloursByAgreement, coloursByRadius, type Rgb } from './map-colours.js';
import type { MapData } from './map-data.js';
import { createScene, type Look, type Scene } from './surface-scene.js';
import { afterTurn, noTurn, straighten, turnBy, type Turn } from './turning.js';

export type Colouring = 'one' | 'radius' | 'agreement';

interface Props {
  readonly label: string;
  readonly map: MapData;
  /** Density at which the surface lies. */
  readonly level: number;
  readonly colouring: Colouring;
  /** Both needed for colours by agreement. */
  readonly halves: readonly [MapData, MapData] | null;
  /** Share of the depth that is cut away from the front. */
  readonly cut: number;
}

type View = Pick<Look, 'turn' | 'zoom' | 'shift'>;

/** Somewhat from above, as things are looked at. */
const start: View = { turn: turnBy(-0.5, 0.4), zoom: 1, shift: [0, 0] };
const fromX: Turn = [0, 1, 0, 0, 0, 1, 1, 0, 0];
const fromY: Turn = [0, 0, 1, 1, 0, 0, 0, 1, 0];

/** An isosurface to turn by dragging, to enlarge by the wheel or two fingers, and to move with the right button or Shift. */
export function SurfaceView({ label, map, level, colouring, halves, cut }: Props): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scene = useRef<Scene | null>(null);
  const surface = useRef<Surface | null>(null);
  const [broken, setBroken] = useState(false);
  const [view, setView] = useState<View>(start);
  const theme = useShownTheme();
  const look = useRef<Look | null>(null);
  const frame = useRef(0);
  const redraw = useRef(() => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      if (look.current !== null) scene.current?.draw(look.current);
    });
  });

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    scene.current = createScene(element);
    setBroken(scene.current === null);
    const observer = new ResizeObserver(() => {
      const scale = Math.min(window.devicePixelRatio, 2);
      element.width = Math.max(1, Math.round(element.clientWidth * scale));
      element.height = Math.max(1, Math.round(element.clientHeight * scale));
      redraw.current();
    });
    observer.observe(element);
    // React's own listener could not keep the page from scrolling.
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      setView((before) => zoomed(before, Math.exp(-event.deltaY / 500)));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener('wheel', onWheel);
      scene.current?.dispose();
      scene.current = null;
    };
  }, []);
  useEffect(() => {
    const built = buildSurface(map, level);
    surface.current = built;
    scene.current?.show(inBoxes(built.positions, map), built.normals, built.indices);
  }, [map, level]);
  useEffect(() => {
    if (surface.current === null) return;
    const { positions } = surface.current;
    const colours =
      colouring === 'radius'
        ? coloursByRadius(positions, map)
        : colouring === 'agreement' && halves !== null
          ? coloursByAgreement(positions, ...halves)
          : null;
    scene.current?.colour(colours);
    redraw.current();
  }, [map, level, colouring, halves]);
  useEffect(() => {
    look.current = { ...view, cut, background: colourOf('--sunken'), colour: [126, 168, 190] };
    redraw.current();
  }, [view, cut, theme]);

  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const onMove = (event: PointerEvent<HTMLCanvasElement>): void => {
    const { clientX: x, clientY: y, pointerId, currentTarget, shiftKey, buttons } = event;
    const before = fingers.current.get(pointerId);
    if (before === undefined) return;
    const [dx, dy] = [x - before.x, y - before.y];
    const others = [...fingers.current].filter(([id]) => id !== pointerId).map(([, at]) => at);
    fingers.current.set(pointerId, { x, y });
    const size = currentTarget.clientHeight;
    const [other] = others;
    if (other !== undefined) {
      const spread =
        Math.hypot(x - other.x, y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      setView((now) => moved(zoomed(now, spread), dx / 2 / size, -dy / 2 / size));
    } else if (shiftKey || buttons === 2) setView((now) => moved(now, dx / size, -dy / size));
    else setView((now) => turned(now, (3 * dx) / size, (3 * dy) / size));
  };
  return (
    <div className="surface">
      <canvas
        ref={canvas}
        tabIndex={0}
        role="img"
        aria-label={`${label}, surface. Arrows turn it, plus and minus change its size.`}
        onPointerDown={({ currentTarget, pointerId, clientX, clientY }) => {
          currentTarget.setPointerCapture(pointerId);
          fingers.current.set(pointerId, { x: clientX, y: clientY });
        }}
        onPointerMove={onMove}
        onPointerUp={({ pointerId }) => fingers.current.delete(pointerId)}
        onPointerCancel={({ pointerId }) => fingers.current.delete(pointerId)}
        onContextMenu={(event) => event.preventDefault()}
        onDoubleClick={() => setView(start)}
        onKeyDown={(event) => {
          const next = viewAfter(event, view);
          if (next === null) return;
          event.preventDefault();
          setView(next);
        }}
      />
      {broken && <p className="surface-broken">This browser draws no 3D (WebGL 2). The slices show the map.</p>}
      <div className="surface-tools">
        <IconButton icon="plus" label="Enlarge" onClick={() => setView((now) => zoomed(now, 1.25))} />
        <IconButton icon="screen" label="The whole map, as at first" onClick={() => setView(start)} />
        {(
          [
            ['X', fromX],
            ['Y', fromY],
            ['Z', noTurn],
          ] as const
        ).map(([axis, turn]) => (
          <button
            key={axis}
            type="button"
            className="icon-button axis"
            aria-label={`Look along ${axis}`}
            title={`Look along ${axis}`}
            onClick={() => setView({ ...start, turn })}
          >
            {axis}
          </button>
        ))}
      </div>
    </div>
  );
}

/** From voxels to boxes, about the middle; the longest edge of the box is one. */
function inBoxes(positions: Float32Array, { size }: MapData): Float32Array {
  const longest = Math.max(...size);
  return positions.map((value, i) => (value - (size[i % 3] ?? 0) / 2) / longest);
}

function zoomed(view: View, factor: number): View {
  return { ...view, zoom: Math.min(Math.max(view.zoom * factor, 0.3), 20) };
}

function moved(view: View, right: number, up: number): View {
  return { ...view, shift: [view.shift[0] + right, view.shift[1] + up] };
}

function turned(view: View, right: number, down: number): View {
  return { ...view, turn: straighten(afterTurn(turnBy(right, down), view.turn)) };
}

function viewAfter({ key }: KeyboardEvent, view: View): View | null {
  const step = 0.12;
  if (key === 'ArrowLeft') return turned(view, -step, 0);
  if (key === 'ArrowRight') return turned(view, step, 0);
  if (key === 'ArrowUp') return turned(view, 0, -step);
  if (key === 'ArrowDown') return turned(view, 0, step);
  if (key === '+' || key === '=') return zoomed(view, 1.2);
  if (key === '-') return zoomed(view, 1 / 1.2);
  return key === 'Home' ? start : null;
}

/** A colour of the theme, `#rrggbb`, as bytes. */
function colourOf(name: string): Rgb {
  const text = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const byte = (at: number): number => Number.parseInt(text.slice(at, at + 2), 16) || 0;
  return [byte(1), byte(3), byte(5)];
}
