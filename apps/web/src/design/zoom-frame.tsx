import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { IconButton } from './button.js';
import { zoomAbout, wholeView } from './zoom-view.js';

interface Props {
  /** Width over height of what is shown. */
  readonly aspect: number;
  readonly label: string;
  readonly children: ReactNode;
  /** Beside the buttons that enlarge. */
  readonly tools?: ReactNode;
}

/** Something flat to be looked at from near: the wheel enlarges, dragging moves; + and - and 0 by keys. */
export function ZoomFrame({ aspect, label, children, tools }: Props): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [view, setView] = useState(wholeView);
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

  const onKey = (event: KeyboardEvent): void => {
    if (event.key === '+' || event.key === '=') zoom(1.5);
    else if (event.key === '-') zoom(1 / 1.5);
    else if (event.key === '0') setView(wholeView);
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
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={({ buttons, movementX, movementY }) => {
          if (buttons !== 1) return;
          setView((before) => ({ ...before, x: before.x + movementX, y: before.y + movementY }));
        }}
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
