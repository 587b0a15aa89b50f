import { useEffect, useRef, useState, type ReactNode } from 'react';
import { IconButton } from '../design/button.js';

interface View {
  /** Of the picture's upper left corner, in px of the frame. */
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

const whole: View = { x: 0, y: 0, scale: 1 };
const mostScale = 16;

/** A picture to be moved by dragging and enlarged by the wheel or by double press, with its contrast. */
export function PictureViewer({ url, label }: { url: string; label: string }): ReactNode {
  const [view, setView] = useState(whole);
  const [contrast, setContrast] = useState(1);
  const frame = useRef<HTMLDivElement>(null);
  const zoom = (factor: number, x: number, y: number): void =>
    setView((before) => zoomAt(before, factor, x, y, frame.current?.clientWidth ?? 1));
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    // React's own listener could not keep the page from scrolling.
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY / 400), event.clientX - left, event.clientY - top);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, []);
  return (
    <>
      <div
        ref={frame}
        className="viewer"
        onPointerDown={({ currentTarget, pointerId }) => currentTarget.setPointerCapture(pointerId)}
        onPointerMove={({ buttons, movementX, movementY, currentTarget }) => {
          if (buttons !== 1) return;
          const size = currentTarget.clientWidth;
          setView((before) => within({ ...before, x: before.x + movementX, y: before.y + movementY }, size));
        }}
        onDoubleClick={({ currentTarget, clientX, clientY }) => {
          const { left, top } = currentTarget.getBoundingClientRect();
          zoom(2, clientX - left, clientY - top);
        }}
      >
        <img
          src={url}
          alt={label}
          draggable={false}
          style={{
            transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
            filter: `contrast(${contrast})`,
            imageRendering: view.scale > 3 ? 'pixelated' : 'auto',
          }}
        />
      </div>
      <div className="viewer-tools">
        <label htmlFor="contrast">Contrast</label>
        <input
          id="contrast"
          type="range"
          min={0.5}
          max={3}
          step={0.05}
          value={contrast}
          onChange={({ target }) => setContrast(target.valueAsNumber)}
        />
        <span className="faint">{view.scale.toFixed(1)}×</span>
        <IconButton icon="plus" label="Enlarge" onClick={() => zoom(1.5, 0, 0)} />
        <IconButton icon="screen" label="Show the whole picture" onClick={() => setView(whole)} />
      </div>
    </>
  );
}

/** Enlarges about a point of the frame, which stays where it is. */
export function zoomAt(view: View, factor: number, x: number, y: number, size: number): View {
  const scale = Math.min(Math.max(view.scale * factor, 1), mostScale);
  const by = scale / view.scale;
  return within({ scale, x: x - (x - view.x) * by, y: y - (y - view.y) * by }, size);
}

/** The picture always covers the frame. */
function within({ x, y, scale }: View, size: number): View {
  const least = size * (1 - scale);
  const clamp = (value: number): number => Math.min(0, Math.max(least, value));
  return { scale, x: clamp(x), y: clamp(y) };
}
