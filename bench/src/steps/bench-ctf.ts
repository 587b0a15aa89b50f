import { costsOf, type Row } from '../row.js';
import { runVitreous } from '../vitreous.js';

/** Defocus and astigmatism, as `./vitreous ctf --json` prints it and truth.json has it. */
export interface Defocus {
  readonly df1_A: number;
  readonly df2_A: number;
  readonly df_angle_rad: number;
}

/** Errors of a fit: of the mean defocus, and of astigmatism as a vector at twice its angle, Å. */
export function ctfErrors(found: Defocus, truth: Defocus): { meanA: number; astigmatismA: number } {
  const vector = ({ df1_A, df2_A, df_angle_rad }: Defocus): readonly [number, number] => [
    (df1_A - df2_A) * Math.cos(2 * df_angle_rad),
    (df1_A - df2_A) * Math.sin(2 * df_angle_rad),
  ];
  const [a, b] = [vector(found), vector(truth)];
  return {
    meanA: (found.df1_A + found.df2_A - truth.df1_A - truth.df2_A) / 2,
    astigmatismA: Math.hypot(a[0] - b[0], a[1] - b[1]),
  };
}

/** The CTF fit of a micrograph, one defocus or a surface. RELION fits no CTF itself: the bar is ctffind's figure. */
export async function benchCtf(
  { path, name, pixelSizeA }: { path: string; name: string; pixelSizeA: number },
  truth: Defocus | { readonly df1_A: number; readonly df2_A: number },
  { classic, bar, threads, rounds }: { classic: boolean; bar: string; threads: number; rounds: number },
): Promise<Row> {
  const microscope = ['--kv', '300', '--cs', '2.7', '--amp-contrast', '0.1', '--threads', `${threads}`];
  const args = ['ctf', path, '--psize', `${pixelSizeA}`, ...microscope, ...(classic ? ['--classic'] : [])];
  const runs = [];
  for (let round = 0; round < rounds; round++) runs.push(await runVitreous(args));
  const found = runs.at(-1)?.result as Defocus;
  const { meanA, astigmatismA } = ctfErrors(found, { df_angle_rad: 0, ...truth });
  const astigmatism = 'df_angle_rad' in truth ? `, astigmatism ${astigmatismA.toFixed(1)} Å off` : '';
  return {
    step: 'CTF',
    work: `${name}, ${classic ? 'one defocus' : 'with the surface'}`,
    quality: `mean ${meanA.toFixed(1)} Å off${astigmatism}`,
    theirQuality: '–',
    ...costsOf(
      runs.map((run) => run.cost),
      [],
    ),
    bar,
  };
}
