import { useState, type ReactNode } from 'react';

/** What there is to see of a map, one part at a time. */
export function PartsOfMap({ parts }: { parts: readonly (readonly [title: string, part: ReactNode])[] }): ReactNode {
  const [shown, setShown] = useState(parts[0]?.[0]);
  return (
    <>
      <div className="strip">
        <div className="segments" role="group" aria-label="What of the map">
          {parts.map(([title]) => (
            <button key={title} type="button" aria-pressed={title === shown} onClick={() => setShown(title)}>
              {title}
            </button>
          ))}
        </div>
      </div>
      {parts.find(([title]) => title === shown)?.[1]}
    </>
  );
}
