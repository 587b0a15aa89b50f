import type { MicrographStage } from './micrograph-stage.js';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A press that did not drag, in fractions of width and height; `away` with the Alt key. */
export type OnPress = (x: number, y: number, away: boolean) => void;

/** A pointer that moved less has pressed, not dragged; in px. */
const stillPx = 4;

/** One pointer moves or presses, two enlarge, as the wheel does; returns what ends that. */
export function listenToGestures(
  element: HTMLElement,
  stage: MicrographStage,
  pressed: () => OnPress | undefined,
): () => void {
  const down = new Map<number, Place>();
  let still = true;
  const placeOf = ({ clientX, clientY }: MouseEvent): Place => {
    const { left, top } = element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const listeners: { [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void } = {
    wheel: (event) => {
      event.preventDefault();
      stage.zoom(Math.exp(-event.deltaY / 400), placeOf(event));
    },
    pointerdown: (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      still = down.size === 0;
      down.set(event.pointerId, placeOf(event));
    },
    pointermove: (event) => {
      const before = down.get(event.pointerId);
      if (before === undefined) return;
      const now = placeOf(event);
      if (still && Math.hypot(now.x - before.x, now.y - before.y) < stillPx) return;
      still = false;
      down.set(event.pointerId, now);
      const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
      if (other === undefined) {
        stage.pan(now.x - before.x, now.y - before.y);
        return;
      }
      const apart = (at: Place): number => Math.max(1, Math.hypot(at.x - other.x, at.y - other.y));
      stage.zoom(apart(now) / apart(before), other);
    },
    pointerup: (event) => {
      const isPress = down.delete(event.pointerId) && still;
      const at = stage.fractionAt(placeOf(event));
      if (isPress && at !== null) pressed()?.(at.x, at.y, event.altKey);
    },
    pointercancel: (event) => down.delete(event.pointerId),
    dblclick: (event) => {
      if (pressed() === undefined) stage.zoom(2, placeOf(event));
    },
  };
  const all = Object.entries(listeners) as [string, (event: Event) => void][];
  // React's own listener could not keep the page from scrolling.
  for (const [name, listener] of all) element.addEventListener(name, listener, { passive: false });
  return () => {
    for (const [name, listener] of all) element.removeEventListener(name, listener);
  };
}
