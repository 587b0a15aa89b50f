import { useMemo, useState, type ReactNode } from 'react';
import { Icon } from '../design/icon.js';
import type { Mark } from '../micrograph/draw-marks.js';
import { MicrographViewer } from '../micrograph/micrograph-viewer.js';
import type { MicrographSource } from '../micrograph/use-micrograph.js';
import { micrographUrl, projectPictureUrl } from '../server/call.js';
import { Trouble } from '../shell/page-states.js';
import { useAsked, type Asked } from './ask-job.js';

/** What `get_preview` answers: paths of PNGs within the project, rows and columns, and the pixel in Å. */
interface Preview {
  /** 1024 px on the longest side at most. */
  readonly preview_img_2x: string;
  readonly micrograph_shape: readonly [number, number];
  readonly psize_A: number;
}

/** A particle as jobs tell of it: where, in fractions of the micrograph's width and height. */
export interface Pick {
  readonly center_x_frac: number;
  readonly center_y_frac: number;
}

interface Props {
  readonly job: Asked;
  readonly uid: string;
  /** Within the project: where every pixel is. */
  readonly path: string;
  readonly marks: readonly Mark[];
  /** Diameter of a mark in pixels of the micrograph; chosen by eye where it is not known. */
  readonly diameterPx?: number;
  readonly onPress?: (x: number, y: number) => void;
}

/** Of the picture's width, where nothing is known of the particles. */
const usualDiameter = 0.03;

/** A micrograph of a waiting job, drawn when it is first looked at, with marks on it. */
export function Micrograph({ job, uid, path, marks, diameterPx, onPress }: Props): ReactNode {
  const { data, error } = useAsked<Preview>(job, 'get_preview', { uid }, { still: true, keep: false });
  const [diameter, setDiameter] = useState(usualDiameter);
  const [shown, setShown] = useState(true);
  const { project_uid } = job;
  const sources = useMemo(
    () => (data === undefined ? null : sourcesOf(data, project_uid, path)),
    [data, project_uid, path],
  );
  const across = diameterPx ?? diameter * (sources?.size.width ?? 1);
  const drawn = useMemo(() => (shown ? { list: marks, diameter: across } : null), [shown, marks, across]);
  if (data === undefined || sources === null) {
    if (error !== null) return <Trouble error={error} />;
    return (
      <p className="desk-wait" role="status">
        <Icon name="picture" /> The picture is being drawn…
      </p>
    );
  }
  const { width, height } = sources.size;
  return (
    <MicrographViewer
      label={`Micrograph, ${width} × ${height} px of ${data.psize_A.toFixed(2)} Å, ${marks.length} marks`}
      {...sources}
      pixelSizeA={data.psize_A}
      marks={drawn}
      onPress={onPress}
      tools={
        <>
          {diameterPx === undefined && marks.length > 0 && (
            <label className="look">
              <span>Size of marks</span>
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
    />
  );
}

/** The mark of a pick. */
export function markOf({ center_x_frac: x, center_y_frac: y }: Pick, tone: Mark['tone']): Mark {
  return { x, y, tone };
}

function sourcesOf(
  { preview_img_2x, micrograph_shape: [height, width], psize_A }: Preview,
  project: string,
  path: string,
): { size: { width: number; height: number }; preview: MicrographSource; full: MicrographSource } {
  const binned = psize_A * Math.max(1, Math.max(width, height) / 1024);
  return {
    size: { width, height },
    preview: { url: projectPictureUrl(project, preview_img_2x), pixelSizeA: binned, range: 1 },
    full: { url: micrographUrl(project, path), pixelSizeA: psize_A, range: 1.82 },
  };
}
