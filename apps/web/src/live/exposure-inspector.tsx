import type { Session } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { Button } from '../design/button.js';
import { formatTime } from '../design/format.js';
import { Icon } from '../design/icon.js';
import { act } from '../server/act.js';
import { callFunction, pictureUrl } from '../server/call.js';
import { PictureViewer } from './picture-viewer.js';
import type { SeenExposure } from './seen-exposure.js';

/** One exposure from near: its picture, its numbers, and what can be done with it. */
export function ExposureInspector({ session, exposure }: { session: Session; exposure: SeenExposure }): ReactNode {
  const { uid, name, large, verdict, failReason, attributes } = exposure;
  const given = { project_uid: session.project_uid, session_uid: session.session_uid, exposure_uid: uid };
  const values: Readonly<Record<string, number>> = attributes;
  return (
    <aside className="inspector" aria-label={`Exposure ${uid}`}>
      {large === null ? (
        <div className="viewer" />
      ) : (
        <PictureViewer url={pictureUrl(large)} label={`Micrograph of exposure ${uid}`} />
      )}
      <div className="tools">
        <Button
          icon="refresh"
          onClick={() =>
            void act(() => callFunction('exposures.reset_exposure', given), `Exposure ${uid} is processed again`)
          }
        >
          Process again
        </Button>
        {verdict !== 'failed' && (
          <Button icon="close" onClick={() => void act(() => callFunction('exposures.mark_failed', given))}>
            Mark as failed
          </Button>
        )}
      </div>
      {failReason !== '' && (
        <div className="problems">
          <p className="notice danger">
            <Icon name="warning" />
            <span>{failReason}</span>
          </p>
        </div>
      )}
      <section className="panel">
        <div className="panel-head">
          <h2 className="one-line" title={name}>
            {uid} · {name}
          </h2>
        </div>
        <table className="rows">
          <tbody>
            {session.attributes.map(({ name: key, title, round }) => (
              <tr key={key}>
                <th scope="row">{title}</th>
                <td className="number">
                  {key.endsWith('_at') ? timeOf(values[key] ?? 0) : (values[key] ?? 0).toFixed(round)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </aside>
  );
}

/** @param seconds since 1970; 0 for not yet. */
function timeOf(seconds: number): string {
  return seconds === 0 ? '–' : formatTime(new Date(seconds * 1000).toISOString());
}
