import { useEffect, useRef, type ReactNode } from 'react';
import { useShownTheme } from '../design/theme.js';
import type { PickLimits, Spread } from './inspect-picks.js';

/** How many picks have which score and power: darker is more; the box is what the limits keep. */
export function ScorePowerMap({ spread, limits }: { spread: Spread; limits: PickLimits }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useShownTheme();
  const { ncc_score: score, power, both } = spread;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context == null) return;
    const side = both.length;
    const most = Math.max(1, ...both.flat());
    const picture = context.createImageData(side, side);
    const ink = theme === 'dark' ? 255 : 0;
    for (const [row, counts] of both.entries()) {
      for (const [column, count] of counts.entries()) {
        // The greatest power is at the top.
        const at = 4 * ((side - 1 - row) * side + column);
        picture.data.set([ink, ink, ink, count === 0 ? 0 : 30 + 225 * Math.sqrt(count / most)], at);
      }
    }
    context.putImageData(picture, 0, 0);
  }, [both, theme]);
  if (score === null || power === null) return null;
  const left = fraction(limits.score ?? score.min, score.min, score.max);
  const top = 1 - fraction(limits.most ?? power.max, power.min, power.max);
  const bottom = fraction(limits.least ?? power.min, power.min, power.max);
  return (
    <figure className="score-power">
      <figcaption className="faint">Power (up) against score (right)</figcaption>
      <div>
        <canvas
          ref={canvas}
          width={both.length}
          height={both.length}
          role="img"
          aria-label="How many picks have which score and power"
        />
        <span
          className="kept-box"
          style={{ left: `${left * 100}%`, top: `${top * 100}%`, bottom: `${bottom * 100}%` }}
        />
      </div>
    </figure>
  );
}

function fraction(value: number, min: number, max: number): number {
  return max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0;
}
