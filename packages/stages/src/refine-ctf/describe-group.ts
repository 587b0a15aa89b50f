import type { Aberrations, MeasuredGroup } from '@vitreous/algorithms';

/** What was added to the aberrations of an exposure group, in a sentence; deviations that the noise allows in brackets. */
export function sentenceOfGroup(id: number, { found, errors, particles }: MeasuredGroup): string {
  const list = (name: keyof Aberrations, digits = 0, scale = 1): string => {
    const values = found[name].map((value) => (value / scale).toFixed(digits)).join(', ');
    return `${values} (± ${(Math.max(...errors[name]) / scale).toFixed(digits)})`;
  };
  const parts: readonly (readonly [keyof Aberrations, string])[] = [
    ['tiltA', `tilt ${list('tiltA')} Å`],
    ['trefoilA', `trefoil ${list('trefoilA')} Å`],
    ['shiftA', `shift ${list('shiftA', 3)} Å`],
    ['tetraA', `tetrafoil ${list('tetraA', 2, 1e6)} × 10⁶ Å`],
    ['csMm', `Cs ${list('csMm', 3)} mm`],
    ['defocusA', `defocus ${list('defocusA')} Å`],
  ];
  const looked = parts.filter(([name]) => errors[name].some((value) => value > 0)).map(([, text]) => text);
  return `Exposure group ${id} (${particles} particles): ${looked.join('; ')}.`;
}
