import type { Facts } from './facts.js';
import { listOf, type BrowseSearch } from './search.js';

export interface Listed<Item> {
  readonly item: Item;
  readonly facts: Facts;
}

/** What sorts a list; text in the order of its reader's language, numbers inside text by their value. */
const orders: Readonly<Record<string, (facts: Facts) => string | number>> = {
  created: (facts) => facts.createdAt,
  accessed: (facts) => facts.accessedAt,
  title: (facts) => facts.title,
  number: (facts) => facts.number,
  size: (facts) => facts.size,
  jobs: (facts) => facts.jobs,
  status: (facts) => facts.status,
  type: (facts) => facts.type,
};

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The things that fit the search, in its order; `starredBy` is whose stars count. */
export function selectItems<Item>(
  all: readonly Listed<Item>[],
  search: BrowseSearch,
  starredBy: string,
  usual: string,
): Listed<Item>[] {
  const words = (search.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const [tags, statuses, types, categories, makers] = [
    search.tags,
    search.status,
    search.type,
    search.category,
    search.by,
  ].map(listOf);
  const among = (list: readonly string[] | undefined, value: string): boolean =>
    list === undefined || list.length === 0 || list.includes(value);
  const fits = ({ facts }: Listed<Item>): boolean => {
    const text = `${facts.key} ${facts.uid} ${facts.title} ${facts.description} ${facts.type}`.toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      (tags ?? []).every((tag) => facts.tags.includes(tag)) &&
      (search.star !== true || facts.starredBy.includes(starredBy)) &&
      among(statuses, facts.status) &&
      among(types, facts.type) &&
      among(categories, facts.category) &&
      among(makers, facts.creatorId ?? '')
    );
  };
  const { name, sign } = readSort(search.sort ?? usual);
  const valueOf = orders[name] ?? ((facts: Facts): number => facts.number);
  return all.filter(fits).sort((a, b) => sign * compare(valueOf(a.facts), valueOf(b.facts)) || byNumber(a, b));
}

/** `-created` is the newest first. */
export function readSort(sort: string): { name: string; sign: 1 | -1 } {
  return sort.startsWith('-') ? { name: sort.slice(1), sign: -1 } : { name: sort, sign: 1 };
}

/** Whether anything narrows the list. */
export function isNarrowed({ q, tags, star, status, type, category }: BrowseSearch): boolean {
  return [q, tags, star, status, type, category].some((value) => value !== undefined);
}

function byNumber(a: Listed<unknown>, b: Listed<unknown>): number {
  return a.facts.number - b.facts.number;
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
}
