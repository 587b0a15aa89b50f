import { ApiError, createClient, type FunctionName, type GivenArguments, type Reply } from '@vitreous/schema';
import { noteAnswer, noteSilence } from './connection.js';

/** The server did not answer at all. */
export class ServerSilent extends Error {
  override readonly name = 'ServerSilent';

  constructor() {
    super('The server cannot be reached. Nothing was changed; Vitreous goes on as soon as it answers again.');
  }
}

/** Fetches from the server that this page came from. @throws ServerSilent. */
async function fetchHere(url: string | URL | Request, options: RequestInit = {}): Promise<Response> {
  // What only our own page can send: the server takes changes by the login cookie from nobody else.
  const headers = { ...(options.headers as Record<string, string> | undefined), 'x-vitreous-page': '1' };
  const response = await fetch(url, { ...options, headers }).catch((error: unknown) => {
    if (options.signal?.aborted === true) throw error;
    noteSilence();
    throw new ServerSilent();
  });
  // What stands between us and the server answers for it while it is away.
  if (response.status >= 502 && response.status <= 504) {
    noteSilence();
    throw new ServerSilent();
  }
  noteAnswer();
  return response;
}

const client = createClient({ baseUrl: '/api/cmd', fetch: fetchHere });

/** Calls a function of the interface. @throws ApiError or ServerSilent. */
export function callFunction<Name extends FunctionName>(
  name: Name,
  given: GivenArguments<Name>,
  signal?: AbortSignal,
): Promise<Reply<Name>> {
  return (client as (name: Name, given: GivenArguments<Name>, options: object) => Promise<Reply<Name>>)(
    name,
    given,
    signal === undefined ? {} : { signal },
  );
}

/** Asks for what only the web app needs. @throws ApiError or ServerSilent. */
export function callPage(path: `/${string}`, method: Method, options: ApiOptions = {}): Promise<unknown> {
  return callApi(`/web${path}`, method, options);
}

type Method = 'GET' | 'POST' | 'DELETE';
interface ApiOptions {
  readonly body?: object;
  readonly signal?: AbortSignal;
}

/** Asks for what stands beside the interface, in JSON. @throws ApiError or ServerSilent. */
export async function callApi(path: `/${string}`, method: Method, { body, signal }: ApiOptions = {}): Promise<unknown> {
  const response = await fetchHere(`/api${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    ...(signal === undefined ? {} : { signal }),
  });
  const answer: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(response.status, (answer as { detail?: unknown } | null)?.detail);
  return answer;
}

/** Gets what is no JSON for the web app. @throws ApiError or ServerSilent. */
export async function fetchPage(path: `/${string}`, signal?: AbortSignal): Promise<Response> {
  const response = await fetchHere(`/api/web${path}`, signal === undefined ? {} : { signal });
  if (response.ok) return response;
  const answer: unknown = await response.json().catch(() => null);
  throw new ApiError(response.status, (answer as { detail?: unknown } | null)?.detail);
}

/** Where the browser gets a picture that a job drew. */
export function pictureUrl(id: string): string {
  return `/api/web/picture/${encodeURIComponent(id)}`;
}

/** Where the browser gets a PNG that lies in a project. */
export function projectPictureUrl(project: string, path: string): string {
  return `/api/web/project-picture/${project}?${new URLSearchParams({ path }).toString()}`;
}

/** Where the browser gets every pixel of a micrograph of a project, a grey byte each. */
export function micrographUrl(project: string, path: string): string {
  return `/api/web/micrograph?${new URLSearchParams({ project_uid: project, path }).toString()}`;
}

/** Where the browser gets a file of a project. */
export function projectFileUrl(project: string, path: string): string {
  return `/api/cmd/projects.download_file/${project}?${new URLSearchParams({ path }).toString()}`;
}

/** Where the browser gets rows of an output, as a .cs file. */
export function outputUrl(project: string, job: string, output: string): string {
  return `/api/cmd/jobs.load_output/${project}/${job}/${output}?slots=all`;
}

/** The sentence to show for anything that went wrong. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiError && Array.isArray(error.detail)) {
    return wrongParts(error)
      .map(({ loc, msg }) => `${String(loc.at(-1))}: ${msg}`)
      .join(' ');
  }
  return error instanceof Error ? error.message : 'Something unexpected went wrong.';
}

/** The sentence about one argument of a refused call; null where there is none. */
export function wrongOf(error: unknown, argument: string): string | null {
  return error instanceof ApiError ? (wrongParts(error).find(({ loc }) => loc.includes(argument))?.msg ?? null) : null;
}

function wrongParts({ detail }: ApiError): { loc: (string | number)[]; msg: string }[] {
  return Array.isArray(detail) ? (detail as { loc: (string | number)[]; msg: string }[]) : [];
}
