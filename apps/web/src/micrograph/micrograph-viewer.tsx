import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { IconButton } from '../design/button.js';
import type { Marks } from './draw-marks.js';
import { listenToGestures, type OnPress } from './micrograph-gestures.js';
import { MicrographStage } from './micrograph-stage.js';
import { plainLook, useLook } from './use-look.js';
import { useMicrograph, type MicrographSource } from './use-micrograph.js';
import type { Size } from './view-box.js';
import './micrograph-viewer.css';

interface Props {
  readonly label: string;
  /** Small, and there at once; null before anything is drawn. */
  readonly preview: MicrographSource | null;
  /** Every pixel: asked for when the preview does not show enough. */
  readonly full?: MicrographSource | null;
  /** Of the micrograph, in its pixels; the same object while it is the same. */
  readonly size: Size;
  /** Of the micrograph; null where it is not known. */
  readonly pixelSizeA: number | null;
  readonly marks?: Marks | null;
  readonly onPress?: OnPress | undefined;
  /** Beside those for contrast. */
  readonly tools?: ReactNode;
}

/** Longest side of previews, px. */
const previewSide = 1024;
/** Coarsest low-pass, Å. */
const mostLowPassA = 60;
/** By how much of the micrograph an arrow moves the cross. */
const crossStep = 0.02;

/** A micrograph to be moved, enlarged, filtered and marked. */
export function MicrographViewer(props: Props): ReactNode {
  const { label, preview, full = null, size, pixelSizeA, marks = null, onPress, tools } = props;
  const [stage] = useState(() => new MicrographStage());
  const [look, change] = useLook();
  const [scale, setScale] = useState(1);
  const [fine, setFine] = useState(false);
  const [cross, setCross] = useState<{ x: number; y: number } | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const image = useRef<HTMLCanvasElement>(null);
  const marked = useRef<HTMLCanvasElement>(null);
  const press = useRef(onPress);
  const { lowPassA, contrast, brightness } = look;
  const filtersPreview = lowPassA > 3 * (preview?.pixelSizeA ?? Infinity);
  const isFull = full !== null && (fine || preview === null || (lowPassA > 0 && !filtersPreview));
  const { drawn, trouble, waiting } = useMicrograph(isFull ? full : preview, lowPassA);
  const longest = Math.max(size.width, size.height);
  const presses = onPress !== undefined;

  useEffect(() => {
    stage.put({ drawn, size, pixelSizeA, marks, cross: presses ? cross : null });
  }, [stage, drawn, size, pixelSizeA, marks, cross, presses]);
  useEffect(() => {
    if (frame.current === null || image.current === null || marked.current === null) return undefined;
    return stage.attach(frame.current, { image: image.current, marks: marked.current });
  }, [stage]);
  useEffect(() => {
    press.current = onPress;
  }, [onPress]);
  useEffect(
    () => (frame.current === null ? undefined : listenToGestures(frame.current, stage, () => press.current)),
    [stage],
  );
  useEffect(
    () =>
      stage.listen((next, pxPerPx) => {
        setScale(next);
        // Beyond what the preview resolves: two px of the screen for one of its own.
        setFine(pxPerPx * longest > 2 * previewSide);
      }),
    [stage, longest],
  );

  const onKey = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-crossStep, 0],
      ArrowRight: [crossStep, 0],
      ArrowUp: [0, -crossStep],
      ArrowDown: [0, crossStep],
    };
    const move = presses ? moves[event.key] : undefined;
    if (event.key === '+' || event.key === '=') stage.zoom(1.5);
    else if (event.key === '-') stage.zoom(1 / 1.5);
    else if (event.key === '0') stage.showWhole();
    else if (move !== undefined) setCross((at) => moved(at, move));
    else if ((event.key === 'Enter' || event.key === 'Delete') && cross !== null && presses)
      onPress(cross.x, cross.y, event.key === 'Delete');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="micrograph">
      <div
        ref={frame}
        className="micrograph-frame"
        tabIndex={0}
        role="group"
        aria-label={label}
        aria-busy={waiting}
        data-presses={presses}
        onKeyDown={onKey}
      >
        <canvas
          ref={image}
          role="img"
          aria-label={label}
          data-pixels={drawn === null ? 'none' : drawn.source.url === full?.url ? 'all' : 'preview'}
          style={{ filter: `brightness(${brightness}) contrast(${contrast * (drawn?.gain ?? 1)})` }}
        />
        <canvas ref={marked} aria-hidden="true" />
        {trouble !== null && <p className="notice warning">{trouble}</p>}
        {waiting && isFull && <span className="busy-note">Loading every pixel …</span>}
      </div>
      <div className="micrograph-tools">
        <Slider
          label="Contrast"
          min={0.4}
          max={3}
          step={0.05}
          value={contrast}
          shown={contrast.toFixed(2)}
          onChange={(value) => change({ contrast: value })}
        />
        <Slider
          label="Brightness"
          min={0.5}
          max={1.6}
          step={0.02}
          value={brightness}
          shown={brightness.toFixed(2)}
          onChange={(value) => change({ brightness: value })}
        />
        {preview?.pixelSizeA != null && (
          <Slider
            label="Low-pass"
            min={0}
            max={mostLowPassA}
            step={1}
            value={lowPassA}
            shown={lowPassA === 0 ? 'off' : `${lowPassA} Å`}
            onChange={(value) => change({ lowPassA: value })}
          />
        )}
        {tools}
        <span className="near-tools">
          <span className="faint">{scale.toFixed(1)}×</span>
          <IconButton icon="minus" label="From farther (-)" onClick={() => stage.zoom(1 / 1.5)} />
          <IconButton icon="plus" label="From nearer (+)" onClick={() => stage.zoom(1.5)} />
          <IconButton icon="screen" label="The whole picture (0)" onClick={() => stage.showWhole()} />
          <IconButton
            icon="clear"
            label="Contrast, brightness and low-pass as at first"
            onClick={() => change(plainLook)}
          />
        </span>
      </div>
    </div>
  );
}

function moved(at: { x: number; y: number } | null, [dx, dy]: readonly [number, number]): { x: number; y: number } {
  const inside = (value: number): number => Math.min(1, Math.max(0, value));
  return { x: inside((at?.x ?? 0.5) + dx), y: inside((at?.y ?? 0.5) + dy) };
}

function Slider({
  label,
  shown,
  onChange,
  ...range
}: {
  label: string;
  min: number;
  max: number;
  step: number;
  value: number;
  shown: string;
  onChange: (value: number) => void;
}): ReactNode {
  return (
    <label className="look">
      <span>{label}</span>
      <input type="range" {...range} aria-valuetext={shown} onChange={({ target }) => onChange(target.valueAsNumber)} />
      <output>{shown}</output>
    </label>
  );
}
