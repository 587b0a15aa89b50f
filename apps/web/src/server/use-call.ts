import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { FunctionName, GivenArguments, Reply } from '@vitreous/schema';
import { callFunction } from './call.js';
import { refreshInterval } from './updates.js';

interface Options {
  /** Not asked while false. */
  readonly enabled?: boolean;
  /** Asked once, not again: what hardly ever changes. */
  readonly still?: boolean;
}

/** What a reading function answers, kept fresh while it is on the screen. */
export function useCall<Name extends FunctionName>(
  name: Name,
  args: GivenArguments<Name>,
  { enabled = true, still = false }: Options = {},
): UseQueryResult<Reply<Name>> {
  return useQuery<Reply<Name>>({
    queryKey: [name, args],
    queryFn: ({ signal }) => callFunction(name, args, signal),
    enabled,
    placeholderData: keepPreviousData,
    ...(still ? { staleTime: Infinity } : { refetchInterval: refreshInterval }),
  } as Parameters<typeof useQuery<Reply<Name>>>[0]);
}
