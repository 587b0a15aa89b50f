import { useEffect, useRef, useState } from 'react';
import { sigmaOfLowPass } from './grey-filter.js';
import type { MicrographAnswer, MicrographTask } from './micrograph-worker.js';

/** Where a picture of a micrograph comes from. */
export interface MicrographSource {
  readonly url: string;
  /** Of a pixel of this picture; null where it is not known, and nothing can be filtered. */
  readonly pixelSizeA: number | null;
  /** Grey values reach over so many times the range that is shown as black to white. */
  readonly range: number;
}

export interface DrawnMicrograph {
  readonly source: MicrographSource;
  /** At full size and at halves of it, largest first. */
  readonly levels: readonly ImageBitmap[];
  /** Contrast that brings the values to what is usually shown. */
  readonly gain: number;
}

interface State {
  readonly drawn: DrawnMicrograph | null;
  readonly trouble: string | null;
  /** Something else than what is drawn was asked for, and is on its way. */
  readonly waiting: boolean;
}

/** What filtered pictures are stretched to, over what is shown: five deviations for 2.75. */
const filteredRange = 1.82;

/** A picture decoded, filtered and halved by a worker; the former one stays until the next is there. */
export function useMicrograph(source: MicrographSource | null, lowPassA: number): State {
  const worker = useRef<Worker | null>(null);
  const asked = useRef(0);
  const [state, setState] = useState<State>({ drawn: null, trouble: null, waiting: false });
  useEffect(() => {
    const started = new Worker(new URL('./micrograph-worker.ts', import.meta.url), { type: 'module' });
    worker.current = started;
    return () => {
      started.terminate();
      worker.current = null;
    };
  }, []);
  const { url, pixelSizeA, range } = source ?? { url: null, pixelSizeA: null, range: 1 };
  useEffect(() => {
    const id = ++asked.current;
    const target = worker.current;
    if (url === null || target === null) {
      setState({ drawn: null, trouble: null, waiting: false });
      return undefined;
    }
    const sigmaPx = lowPassA > 0 && pixelSizeA !== null ? sigmaOfLowPass(lowPassA, pixelSizeA) : 0;
    setState((before) => ({ ...before, waiting: true }));
    const onAnswer = ({ data }: MessageEvent<MicrographAnswer>): void => {
      if (data.id !== id) return;
      const { levels, trouble = null } = data;
      const gain = sigmaPx > 0 ? filteredRange : range;
      const drawn = levels === undefined ? null : { source: { url, pixelSizeA, range }, levels, gain };
      setState({ drawn, trouble, waiting: false });
    };
    target.addEventListener('message', onAnswer);
    // Sliders are moved in many steps, and keys held down: only where they rest is drawn.
    const timer = setTimeout(() => target.postMessage({ id, url, sigmaPx } satisfies MicrographTask), 40);
    return () => {
      clearTimeout(timer);
      // The answer may come later still: its memory is given back at once.
      target.removeEventListener('message', onAnswer);
    };
  }, [url, pixelSizeA, range, lowPassA]);
  const { drawn } = state;
  useEffect(() => () => drawn?.levels.forEach((level) => level.close()), [drawn]);
  return state;
}
