export type View = 'cards' | 'table' | 'tree';

/** How a kind of list is shown: as the address says, else as it was last, else the first way. */
export function readView(thing: string, views: readonly View[], asked: string | undefined): View {
  const wanted = asked ?? localStorage.getItem(`vitreous-view-${thing}`);
  return views.find((view) => view === wanted) ?? views[0] ?? 'table';
}

export function keepView(thing: string, view: View): void {
  localStorage.setItem(`vitreous-view-${thing}`, view);
}
