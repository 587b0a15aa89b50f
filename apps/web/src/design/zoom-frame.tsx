import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { IconButton } from './button.js';
import { zoomAbout, wholeView } from './zoom-view.js';

interface Props {
  /** Width over height of what is shown. */
  readonly aspect: number;
  readonly label: string;
  readonly children: ReactNode;
  /** A press that did not drag, or Enter at the cross that the arrows move: where, in fractions of width and height. */
  readonly onPress?: ((x: number, y: number) => void) | undefined;
  /** Beside the buttons that enlarge. */
  readonly tools?: ReactNode;
}

/** A pointer that moved less than this has pressed, not dragged; in px. */
const stillPx = 4;
const step = 0.02;

/** Something flat to be looked at from near: the wheel enlarges, dragging moves; + and - and 0 by keys. */
export function ZoomFrame({ aspect, label, children, onPress, tools }: Props): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [view, setView] = useState(wholeView);
  const [cross, setCross] = useState<{ x: number; y: number } | null>(null);
  const pressed = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    observer.observe(element);
    // React's own listener could not keep the page from scrolling.
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { left, top, width, height } = element.getBoundingClientRect();
      const [x, y] = [event.clientX - left - width / 2, event.clientY - top - height / 2];
      setView((before) => zoomAbout(before, Math.exp(-event.deltaY / 400), x, y));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener('wheel', onWheel);
    };
  }, []);
  const width = Math.min(size.width, size.height * aspect);
  const height = width / aspect;
  const zoom = (factor: number): void => setView((before) => zoomAbout(before, factor, 0, 0));

  const press = (event: PointerEvent<HTMLDivElement>): void => {
    const from = pressed.current;
    pressed.current = null;
    if (from === null || onPress === undefined) return;
    if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > stillPx) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - left - size.width / 2 - view.x) / (width * view.scale) + 0.5;
    const y = (event.clientY - top - size.height / 2 - view.y) / (height * view.scale) + 0.5;
    if (x >= 0 && x <= 1 && y >= 0 && y <= 1) onPress(x, y);
  };
  const onKey = (event: KeyboardEvent): void => {
    const at = cross ?? { x: 0.5, y: 0.5 };
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const move = onPress === undefined ? undefined : moves[event.key];
    if (event.key === '+' || event.key === '=') zoom(1.5);
    else if (event.key === '-') zoom(1 / 1.5);
    else if (event.key === '0') setView(wholeView);
    else if (move !== undefined) setCross({ x: clamp(at.x + move[0]), y: clamp(at.y + move[1]) });
    else if (event.key === 'Enter' && onPress !== undefined && cross !== null) onPress(cross.x, cross.y);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="zoom">
      <div
        ref={frame}
        className="zoom-frame"
        tabIndex={0}
        role="group"
        aria-label={label}
        data-presses={onPress !== undefined}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          pressed.current = { x: event.clientX, y: event.clientY };
          setCross(null);
        }}
        onPointerMove={({ buttons, movementX, movementY }) => {
          if (buttons !== 1) return;
          setView((before) => ({ ...before, x: before.x + movementX, y: before.y + movementY }));
        }}
        onPointerUp={press}
        onKeyDown={onKey}
      >
        <div
          className="zoom-plane"
          style={{
            width,
            height,
            transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
            imageRendering: view.scale > 4 ? 'pixelated' : 'auto',
          }}
        >
          {children}
          {cross !== null && (
            <span className="zoom-cross" style={{ left: `${cross.x * 100}%`, top: `${cross.y * 100}%` }} />
          )}
        </div>
      </div>
      <div className="zoom-tools">
        {tools}
        <span className="space" />
        <span className="faint">{view.scale.toFixed(1)}×</span>
        <IconButton icon="minus" label="From farther (-)" onClick={() => zoom(1 / 1.5)} />
        <IconButton icon="plus" label="From nearer (+)" onClick={() => zoom(1.5)} />
        <IconButton icon="screen" label="The whole picture (0)" onClick={() => setView(wholeView)} />
      </div>
    </div>
  );
}

function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}
