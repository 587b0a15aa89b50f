import type { TemplateSelectionThreshold } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { formatCount } from '../design/format.js';
import { goodEnds, sumParticles, withinThresholds, type ClassField, type GalleryClass } from './class-order.js';

interface Props {
  readonly classes: readonly GalleryClass[];
  readonly onSelect: (thresholds: TemplateSelectionThreshold[]) => void;
}

const limits: readonly { field: ClassField; words: string; step: number }[] = [
  { field: 'num_particles_total', words: 'At least, particles', step: 1 },
  { field: 'res_A', words: 'Resolution up to, Å', step: 0.1 },
  { field: 'class_ess', words: 'Spread up to, classes', step: 0.1 },
];

/** Selects classes by limits, and says before how many that would be. */
export function ClassThresholds({ classes, onSelect }: Props): ReactNode {
  const [texts, setTexts] = useState<Partial<Record<ClassField, string>>>({});
  const thresholds = limits.flatMap(({ field }): TemplateSelectionThreshold[] => {
    const text = texts[field]?.trim() ?? '';
    const threshold = Number(text);
    const direction = goodEnds[field] === 'most' ? 'above' : 'below';
    return text === '' || !Number.isFinite(threshold) ? [] : [{ field, direction, threshold }];
  });
  const inside = withinThresholds(classes, thresholds);
  const given = thresholds.length > 0;
  return (
    <form
      className="class-limits"
      aria-label="Select by limits"
      onSubmit={(event) => {
        event.preventDefault();
        if (given) onSelect(thresholds);
      }}
    >
      {limits.map(({ field, words, step }) => (
        <label key={field}>
          {words}
          <input
            className="input"
            type="number"
            min={0}
            step={step}
            placeholder="any"
            value={texts[field] ?? ''}
            onChange={({ target }) => setTexts({ ...texts, [field]: target.value })}
          />
        </label>
      ))}
      <Button type="submit" disabled={!given}>
        Select these
      </Button>
      <span className="faint" role="status">
        {given &&
          `${formatCount(inside.length)} of ${formatCount(classes.length)} classes, ${formatCount(sumParticles(inside))} particles`}
      </span>
    </form>
  );
}
