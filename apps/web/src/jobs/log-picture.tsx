import { useState, type ReactNode } from 'react';
import { Dialog } from '../design/dialog.js';
import { ZoomFrame } from '../design/zoom-frame.js';
import { pictureUrl } from '../server/call.js';

/** A picture of a job's log; pressing it shows it from near, with the wheel to enlarge. */
export function LogPicture({ fileid, title }: { fileid: string; title: string }): ReactNode {
  const [near, setNear] = useState(false);
  const [aspect, setAspect] = useState(1);
  return (
    <figure>
      <button type="button" className="picture-button" title="Enlarge" onClick={() => setNear(true)}>
        <img
          src={pictureUrl(fileid)}
          alt={title}
          loading="lazy"
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => setAspect(naturalWidth / naturalHeight || 1)}
        />
      </button>
      {near && (
        <Dialog
          kind="large"
          title={title}
          onClose={() => setNear(false)}
          tools={
            <a className="button" href={pictureUrl(fileid)} download={title}>
              Download
            </a>
          }
        >
          <ZoomFrame aspect={aspect} label={title}>
            <img className="on-white" src={pictureUrl(fileid)} alt={title} draggable={false} />
          </ZoomFrame>
        </Dialog>
      )}
    </figure>
  );
}
