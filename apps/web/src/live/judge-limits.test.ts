import { expect, it } from 'vitest';
import { limitsWith, outsideOf, tally } from './judge-limits.js';
import { rejectionReasons } from './rejection-reasons.js';
import { readSeries } from './seen-exposure.js';

const exposures = readSeries({
  uid: [1, 2, 3, 4, 5],
  ctf_fit_to_A: [3, 6, 0, 0, 3],
  average_defocus: [9000, 9000, 9000, 0, 30_000],
  ctf_at: [1, 1, 1, 0, 1],
  ready_at: [1, 1, 1, 0, 1],
  manual_reject: [0, 0, 0, 0, 1],
});
const none = { name: '', title: '', min: null, max: null, round: 0 };
const session = {
  attributes: [
    { ...none, name: 'ctf_fit_to_A', max: 5 },
    { ...none, name: 'average_defocus' },
  ],
};

it('judges as the server does: limits are inside, what failed to be measured is outside, what was not yet is not', () => {
  const limits = limitsWith(session, null);
  expect(limits).toEqual([{ name: 'ctf_fit_to_A', min: null, max: 5 }]);
  expect([...outsideOf(exposures, limits)]).toEqual([0, 1, 1, 0, 0]);
  expect([...outsideOf(exposures, [{ name: 'ctf_fit_to_A', min: null, max: 6 }])]).toEqual([0, 0, 1, 0, 0]);
});

it('counts at once what a limit that is dragged would do', () => {
  const dragged = limitsWith(session, { name: 'average_defocus', min: null, max: 20_000 });
  const outside = outsideOf(exposures, dragged);
  expect([...outside]).toEqual([0, 1, 1, 0, 1]);
  expect(tally(exposures, outside)).toEqual({ accepted: 1, outside: 3, byHand: 0, failed: 0, waiting: 1 });
  expect(tally(exposures, new Uint8Array(5))).toMatchObject({ accepted: 3, byHand: 1 });
});

it('says why an exposure is rejected, in the units that people read', () => {
  const reasons = (index: number): string[] => {
    const exposure = exposures[index];
    if (exposure === undefined) throw new Error('no such exposure');
    return rejectionReasons(exposure, [...session.attributes, { ...none, name: 'average_defocus', max: 20_000 }]);
  };
  expect(reasons(1)).toEqual(['CTF fit 6.00 Å is above 5.00 Å']);
  expect(reasons(2)).toEqual(['CTF fit could not be measured']);
  expect(reasons(4)).toEqual(['by hand', 'Defocus 3.000 µm is above 2.000 µm']);
  expect(reasons(3)).toEqual([]);
});
