import { drawCross, drawMarks, drawScaleBar, type Marks } from './draw-marks.js';
import { clearCanvas, drawPicture } from './draw-picture.js';
import type { DrawnMicrograph } from './use-micrograph.js';
import { fractionAt, magnification, panBy, wholeView, zoomAbout, type Size, type ViewBox } from './view-box.js';

/** What is to be seen. */
export interface OnStage {
  readonly drawn: DrawnMicrograph | null;
  /** Of the micrograph, in its pixels. */
  readonly size: Size;
  readonly pixelSizeA: number | null;
  readonly marks: Marks | null;
  /** Where the cross of the keys is, in fractions. */
  readonly cross: Place | null;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** How far a view is enlarged, and px of the screen for each of the micrograph. */
type OnView = (scale: number, pxPerPx: number) => void;

interface Canvases {
  readonly image: HTMLCanvasElement;
  readonly marks: HTMLCanvasElement;
}

/** What part of a micrograph is shown, and drawing it, once a frame at most: React has no part in a movement. */
export class MicrographStage {
  #what: OnStage = { drawn: null, size: { width: 1, height: 1 }, pixelSizeA: null, marks: null, cross: null };
  #view: ViewBox = wholeView(this.#what.size);
  #frame: Size = { width: 1, height: 1 };
  #canvases: Canvases | null = null;
  #pending = 0;
  #onView: OnView | null = null;

  /** Follows the size of a frame; returns what ends that. */
  attach(frame: HTMLElement, canvases: Canvases): () => void {
    this.#canvases = canvases;
    const observer = new ResizeObserver(() => {
      this.#frame = { width: frame.clientWidth, height: frame.clientHeight };
      this.#redraw();
    });
    observer.observe(frame);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(this.#pending);
      this.#canvases = null;
    };
  }

  /** Tells of each change of the view; returns what ends that. */
  listen(onView: OnView): () => void {
    this.#onView = onView;
    return () => {
      this.#onView = null;
    };
  }

  put(what: OnStage): void {
    const { width, height } = this.#what.size;
    const other = width !== what.size.width || height !== what.size.height;
    this.#what = what;
    if (other) this.#show(wholeView(what.size));
    this.#redraw();
  }

  /** About a point of the frame; its middle without one. */
  zoom(factor: number, at?: Place): void {
    const middle = { x: this.#frame.width / 2, y: this.#frame.height / 2 };
    this.#show(zoomAbout(this.#view, factor, at ?? middle, this.#what.size, this.#frame));
  }

  pan(dx: number, dy: number): void {
    this.#show(panBy(this.#view, dx, dy, this.#what.size, this.#frame));
  }

  showWhole(): void {
    this.#show(wholeView(this.#what.size));
  }

  /** Where a point of the frame lies in the micrograph, in fractions; null outside of it. */
  fractionAt(at: Place): Place | null {
    const { x, y } = fractionAt(at, this.#view, this.#what.size, this.#frame);
    return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? { x, y } : null;
  }

  #show(view: ViewBox): void {
    this.#view = view;
    this.#redraw();
    this.#onView?.(view.scale, magnification(this.#what.size, this.#frame, view) * window.devicePixelRatio);
  }

  #redraw(): void {
    cancelAnimationFrame(this.#pending);
    this.#pending = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    if (this.#canvases === null) return;
    const { drawn, size, marks, pixelSizeA, cross } = this.#what;
    const place = { view: this.#view, picture: size, frame: this.#frame };
    const image = clearCanvas(this.#canvases.image, this.#frame);
    const over = clearCanvas(this.#canvases.marks, this.#frame);
    if (image === null || over === null || drawn === null) return;
    drawPicture(image, drawn.levels, place);
    if (marks !== null) drawMarks(over, marks, place);
    if (cross !== null) drawCross(over, cross, place);
    if (pixelSizeA !== null)
      drawScaleBar(over, pixelSizeA / 10 / magnification(size, this.#frame, this.#view), this.#frame);
  }
}
