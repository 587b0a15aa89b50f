import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { askJob, keyOf, type Asked } from './ask-job.js';

/** What every list of a waiting job says of a micrograph. */
export interface ListedMicrograph {
  readonly idx: number;
  /** 64 bits, as text. */
  readonly uid: string;
  readonly micrograph_path: string;
}

export interface ExposureList<Row extends ListedMicrograph> {
  /** Undefined before the first answer. */
  readonly total: number | undefined;
  readonly rowAt: (place: number) => Row | undefined;
  /** The one that is looked at. */
  readonly place: number;
  readonly row: Row | undefined;
  readonly go: (place: number) => void;
  /** Which places are in sight. */
  readonly show: (first: number, last: number) => void;
  readonly error: unknown;
}

const pageSize = 100;

/** The micrographs of a waiting job, those in sight alone, and the one that is looked at. */
export function useExposureList<Row extends ListedMicrograph>(job: Asked, filter: object = {}): ExposureList<Row> {
  const [place, setPlace] = useState(0);
  const [sight, setSight] = useState<readonly [number, number]>([0, 30]);
  const pages = [...new Set([place, ...sight].map((one) => Math.floor(one / pageSize)))];
  const answers = useQueries({
    queries: pages.map((page) => {
      const body = { after: page * pageSize, limit: pageSize, ...filter };
      return {
        queryKey: [...keyOf(job), false, 'get_exposures', body],
        queryFn: async ({ signal }: { signal: AbortSignal }) =>
          (await askJob(job, 'get_exposures', body, signal)) as { total: number; exposures: Row[] },
        placeholderData: keepPreviousData,
        refetchOnWindowFocus: false,
        retry: 1,
      };
    }),
  });
  const total = answers.find(({ data }) => data !== undefined)?.data?.total;
  const rowAt = (one: number): Row | undefined =>
    answers[pages.indexOf(Math.floor(one / pageSize))]?.data?.exposures[one % pageSize];
  // A list that grew shorter still has a last one.
  const here = total === undefined ? place : Math.max(0, Math.min(place, total - 1));
  return {
    total,
    rowAt,
    place: here,
    row: rowAt(here),
    go: (to) => setPlace(Math.max(0, Math.min(to, (total ?? 1) - 1))),
    show: (first, last) => {
      if (pages.includes(Math.floor(first / pageSize)) && pages.includes(Math.floor(last / pageSize))) return;
      setSight([first, last]);
    },
    error: answers.find(({ error }) => error !== null)?.error ?? null,
  };
}
