export interface JumpEntry {
  /** `P1`, `P1-W2`, `P1-J3`, or the path of a page. */
  readonly key: string;
  readonly kind: 'page' | 'project' | 'workspace' | 'session' | 'job';
  readonly uid: string;
  readonly title: string;
  readonly where: string;
  readonly workspace?: string | undefined;
}

/** What fits the words, best first: a number typed in full, a title that starts so, a word that does, any letters. */
export function rankEntries(
  entries: readonly JumpEntry[],
  text: string,
  recent: readonly string[],
): readonly JumpEntry[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    const known = recent.flatMap((key) => entries.find((entry) => entry.key === key) ?? []);
    return [...known, ...entries.filter((entry) => !known.includes(entry))];
  }
  const whole = words.join(' ');
  return entries
    .map((entry, place) => ({ entry, place, score: scoreOf(entry, whole, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.place - b.place)
    .map(({ entry }) => entry);
}

function scoreOf({ key, uid, title, where }: JumpEntry, whole: string, words: readonly string[]): number {
  const [name, number] = [title.toLowerCase(), uid.toLowerCase()];
  if (number === whole || key.toLowerCase() === whole.replace(' ', '-')) return 5;
  const all = `${number} ${key.toLowerCase()} ${name} ${where.toLowerCase()}`;
  if (!words.every((word) => all.includes(word))) return 0;
  if (name.startsWith(whole)) return 4;
  if (name.includes(` ${whole}`)) return 3;
  return words.every((word) => name.includes(word)) ? 2 : 1;
}
