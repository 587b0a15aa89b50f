import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readTruth, type Truth } from './truth.js';
import { runVitreous } from '../vitreous.js';

/** A simulated movie, 1.2 Å pixels and 1.2 e/Å² a frame, LZW. */
export interface SimulatedMovie {
  readonly name: string;
  readonly args: readonly string[];
  /** Bars of its rows; null leaves a row out. */
  readonly motionBar: string | null;
  readonly ctfBars: readonly [classic: string, surface: string] | null;
  readonly pickBar: string;
}

const mediumSize = ['--size', '2048', '--frames', '24', '--dose', '28.8'] as const;
const largeSize = ['--size', '4096', '--frames', '40', '--dose', '48'] as const;

const [f1Bar, hardBar, ctfBar] = ['F1 0.95', 'above RELION', 'mean 20 Å, astigmatism 40 Å'];

export const movies: readonly SimulatedMovie[] = [
  {
    name: 'medium',
    args: mediumSize,
    motionBar: '0.20 px, not above RELION; a fifth of the CPU',
    ctfBars: [ctfBar, ctfBar],
    pickBar: f1Bar,
  },
  {
    name: 'large',
    args: largeSize,
    motionBar: '0.15 px, not above RELION; a fifth of the CPU, 1.5 GB',
    ctfBars: [
      `${ctfBar}; 1 CPU s (ctffind 5 on another machine: 0.9, mean 7 Å, astigmatism 21 Å)`,
      `${ctfBar}; 2 CPU s`,
    ],
    pickBar: `${f1Bar}; 1 CPU s`,
  },
  {
    name: 'crowded',
    args: [...mediumSize, '--particles', '160', '--spacing', '0.75'],
    motionBar: null,
    ctfBars: null,
    pickBar: `${f1Bar}, ${hardBar}`,
  },
  {
    name: 'faint',
    args: [...mediumSize, '--particles', '60', '--contrast', '0.4'],
    motionBar: null,
    ctfBars: null,
    pickBar: `${f1Bar}, ${hardBar}`,
  },
  {
    name: 'contaminated',
    args: [...mediumSize, '--particles', '50', '--contrast', '0.7', '--contamination', '8'],
    motionBar: null,
    ctfBars: null,
    pickBar: `${f1Bar}, ${hardBar}`,
  },
];

/** Writes a movie and its truth into `folder`. */
export async function simulateMovie(folder: string, seed: number, args: readonly string[]): Promise<Truth> {
  await mkdir(folder, { recursive: true });
  await runVitreous(['simulate', 'movies', folder, '--psize', '1.2', '--seed', `${seed}`, ...args]);
  return readTruth(join(folder, 'truth.json'));
}
