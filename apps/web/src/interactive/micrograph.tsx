import { useState, type ReactNode } from 'react';
import { Icon } from '../design/icon.js';
import { ZoomFrame } from '../design/zoom-frame.js';
import { projectPictureUrl } from '../server/call.js';
import { Trouble } from '../shell/page-states.js';
import { useAsked, type Asked } from './ask-job.js';

/** What `get_preview` answers: paths of PNGs within the project, rows and columns, and the pixel in Å. */
interface Preview {
  readonly preview_img_1x: string;
  readonly preview_img_2x: string;
  readonly micrograph_shape: readonly [number, number];
  readonly psize_A: number;
}

/** A particle on a micrograph: fractions of its width and height. */
export interface Mark {
  readonly center_x_frac: number;
  readonly center_y_frac: number;
  /** Faint marks are those left out. */
  readonly faint?: boolean;
}

interface Props {
  readonly job: Asked;
  readonly uid: string;
  readonly marks: readonly Mark[];
  /** Diameter of a mark in pixels of the micrograph; chosen by eye where it is not known. */
  readonly diameterPx?: number;
  readonly onPress?: (x: number, y: number) => void;
}

/** Of the picture's width, where nothing is known of the particles. */
const usualDiameter = 0.03;

/** A micrograph of a waiting job, drawn when it is first looked at, with marks on it. */
export function Micrograph({ job, uid, marks, diameterPx, onPress }: Props): ReactNode {
  const { data, error } = useAsked<Preview>(job, 'get_preview', { uid }, { still: true, keep: false });
  const [contrast, setContrast] = useState(1.2);
  const [blur, setBlur] = useState(0);
  const [diameter, setDiameter] = useState(usualDiameter);
  const [shown, setShown] = useState(true);
  if (data === undefined) {
    if (error !== null) return <Trouble error={error} />;
    return (
      <p className="desk-wait" role="status">
        <Icon name="picture" /> The picture is being drawn…
      </p>
    );
  }
  const [rows, columns] = data.micrograph_shape;
  const across = diameterPx === undefined ? diameter * columns : diameterPx;
  return (
    <ZoomFrame
      aspect={columns / rows}
      label={`Micrograph, ${columns} × ${rows} px of ${data.psize_A.toFixed(2)} Å, ${marks.length} marks`}
      onPress={onPress}
      tools={
        <>
          <label className="zoom-tool">
            Contrast
            <input
              type="range"
              min={0.5}
              max={3}
              step={0.05}
              value={contrast}
              onChange={({ target }) => setContrast(target.valueAsNumber)}
            />
          </label>
          <label className="zoom-tool">
            Smooth
            <input
              type="range"
              min={0}
              max={4}
              step={0.1}
              value={blur}
              onChange={({ target }) => setBlur(target.valueAsNumber)}
            />
          </label>
          {diameterPx === undefined && marks.length > 0 && (
            <label className="zoom-tool">
              Size of marks
              <input
                type="range"
                min={0.005}
                max={0.12}
                step={0.001}
                value={diameter}
                onChange={({ target }) => setDiameter(target.valueAsNumber)}
              />
            </label>
          )}
          <label className="check">
            <input type="checkbox" checked={shown} onChange={({ target }) => setShown(target.checked)} />
            Marks
          </label>
        </>
      }
    >
      <img
        src={projectPictureUrl(job.project_uid, data.preview_img_2x)}
        alt=""
        draggable={false}
        style={{ filter: `blur(${blur}px) contrast(${contrast * (1 + blur)})` }}
      />
      {shown && (
        <svg className="marks" viewBox={`0 0 ${columns} ${rows}`} aria-hidden="true">
          {marks.map(({ center_x_frac, center_y_frac, faint }, index) => (
            <circle
              key={index}
              className={faint === true ? 'faint-mark' : ''}
              cx={center_x_frac * columns}
              cy={center_y_frac * rows}
              r={across / 2}
            />
          ))}
        </svg>
      )}
    </ZoomFrame>
  );
}
