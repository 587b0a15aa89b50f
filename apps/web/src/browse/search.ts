import { useNavigate, useSearch } from '@tanstack/react-router';

/** What the address says of the list on a page: so that it can be kept, sent and gone back to. Lists have commas. */
export interface BrowseSearch {
  /** Words that titles, numbers or descriptions must have. */
  readonly q?: string | undefined;
  readonly tags?: string | undefined;
  readonly star?: boolean | undefined;
  readonly status?: string | undefined;
  readonly type?: string | undefined;
  readonly category?: string | undefined;
  /** Ids of who made it. */
  readonly by?: string | undefined;
  /** Name of the column that sorts; a minus before it turns the order. */
  readonly sort?: string | undefined;
  readonly view?: string | undefined;
  /** A list within a view that can be shown in several ways: `table`. */
  readonly as?: string | undefined;
  /** What is selected. */
  readonly sel?: string | undefined;
  /** The job whose dialog stands above the page: `P1-J3`. */
  readonly job?: string | undefined;
  /** Projects whose sessions are shown. */
  readonly projects?: string | undefined;
  /** The form that is slid over the page, and what it is for: `P1`, `P1-W2`, `P1-J3`. */
  readonly new?: string | undefined;
  readonly in?: string | undefined;
}

const names = [
  'q',
  'tags',
  'status',
  'type',
  'category',
  'by',
  'sort',
  'view',
  'as',
  'sel',
  'job',
  'projects',
  'new',
  'in',
] as const;

export function readBrowseSearch(search: Readonly<Record<string, unknown>>): BrowseSearch {
  const texts = names.flatMap((name) => {
    const value = search[name];
    const text = typeof value === 'number' ? String(value) : value;
    return typeof text === 'string' && text !== '' ? [[name, text] as const] : [];
  });
  return { ...Object.fromEntries(texts), ...(search['star'] === true ? { star: true } : {}) };
}

export function listOf(text: string | undefined): readonly string[] {
  return text === undefined || text === '' ? [] : text.split(',');
}

/** With the value if it was missing, without it if it was there; undefined for nothing left. */
export function toggled(text: string | undefined, value: string): string | undefined {
  const before = listOf(text);
  const after = before.includes(value) ? before.filter((one) => one !== value) : [...before, value];
  return after.length === 0 ? undefined : after.join(',');
}

/** The page's search and how to change parts of it. */
export function useBrowseSearch(): [BrowseSearch, (change: BrowseSearch) => void] {
  const search: BrowseSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (part: BrowseSearch): void => {
    void navigate({ to: '.', search: (before: BrowseSearch) => ({ ...before, ...part }), replace: !('job' in part) });
  };
  return [search, change];
}
