import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Job } from '@vitreous/schema';
import { showToast } from '../design/toast.js';
import { callFunction, sentenceOf } from '../server/call.js';
import { queryClient } from '../server/query-client.js';

/** Which job is asked. */
export type Asked = Pick<Job, 'project_uid' | 'uid'>;

/** A job draws a micrograph when it is first asked for: that takes a while. In seconds. */
const patienceS = 120;

/** What a waiting job answers to an action. @throws ApiError or ServerSilent. */
export function askJob(job: Asked, action: string, body: object, signal?: AbortSignal): Promise<unknown> {
  return callFunction(
    'jobs.interactive_post',
    { project_uid: job.project_uid, job_uid: job.uid, endpoint: action, timeout: patienceS, body: { ...body } },
    signal,
  );
}

/** Answers of a job are kept under this; then whether they stay as they are, the action, and what it was given. */
export function keyOf(job: Asked): readonly unknown[] {
  return ['interactive', job.project_uid, job.uid];
}

interface Options {
  /** What no change alters: asked once. */
  readonly still?: boolean;
  /** The answer before is shown until the next comes; not where it is about another micrograph. */
  readonly keep?: boolean;
  /** Not asked while false. */
  readonly enabled?: boolean;
}

/** What a job that waits answers; asked again after each change. `Answer` is what the action is written to answer. */
export function useAsked<Answer>(
  job: Asked,
  action: string,
  body: object = {},
  { still = false, keep = true, enabled = true }: Options = {},
): UseQueryResult<Answer> {
  return useQuery({
    queryKey: [...keyOf(job), still, action, body],
    queryFn: async ({ signal }) => (await askJob(job, action, body, signal)) as Answer,
    enabled,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    staleTime: still ? Infinity : 1000,
    refetchOnWindowFocus: false,
    retry: 1,
  });
}

/**
 * Has a waiting job do something; what it says of itself is then asked for anew. What it answers may be at once what
 * another action would: `same` and what that is given. Null, and a sentence, when it refuses.
 */
export async function tellJob(
  job: Asked,
  action: string,
  body: object = {},
  same?: string,
  sameBody: object = {},
): Promise<unknown> {
  const asked = [...keyOf(job), false];
  try {
    const answer = await askJob(job, action, body);
    if (same !== undefined) queryClient.setQueryData([...asked, same, sameBody], answer);
    return answer;
  } catch (error) {
    showToast({ tone: 'danger', text: sentenceOf(error) });
    return null;
  } finally {
    await queryClient.invalidateQueries({ queryKey: asked });
  }
}

/** Ends the waiting: the job writes its outputs. */
export async function finishJob(job: Asked, action: string, body: object = {}): Promise<void> {
  const done = await tellJob(job, action, body);
  if (done !== null) showToast({ text: `${job.uid} writes its outputs` });
  await queryClient.invalidateQueries();
}
