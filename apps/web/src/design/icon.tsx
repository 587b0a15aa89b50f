import type { ReactNode } from 'react';

/** Strokes on a grid of 16, drawn for this program. */
const paths = {
  projects: 'M2 4.5 8 2l6 2.5v7L8 14l-6-2.5zM2 4.5 8 7m0 0 6-2.5M8 7v7',
  workspaces: 'M2.5 3h4.5v4.5H2.5zM9 3h4.5v4.5H9zM2.5 9.5H7V14H2.5zM9 9.5h4.5V14H9z',
  sessions: 'M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z',
  jobs: 'M5 4h9M5 8h9M5 12h9M2 4h.01M2 8h.01M2 12h.01',
  queue: 'M2 3.5h12M2 8h8M2 12.5h5M13 7v6m0 0-2-2m2 2 2-2',
  admin: 'M8 1.8 13.5 4v4c0 3.2-2.3 5.3-5.5 6.4C4.8 13.3 2.5 11.2 2.5 8V4z',
  person: 'M8 8.2a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14c.6-2.8 2.7-4 5.5-4s4.9 1.2 5.5 4',
  help: 'M6 6a2 2 0 1 1 2.8 1.8c-.6.3-.8.7-.8 1.4M8 11.7h.01M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7 14 14',
  target: 'M8 13a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM8 1v3.5M8 11.5V15M1 8h3.5M11.5 8H15',
  bell: 'M4 11.5V7a4 4 0 0 1 8 0v4.5M2.5 11.5h11M6.8 14a1.3 1.3 0 0 0 2.4 0',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  star: 'm8 2 1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1L2 6.3l4.2-.5z',
  close: 'm4 4 8 8M12 4l-8 8',
  check: 'm3 8.5 3.2 3.2L13 4.8',
  right: 'm6 3.5 4.5 4.5L6 12.5',
  down: 'm3.5 6 4.5 4.5L12.5 6',
  up: 'm3.5 10 4.5-4.5 4.5 4.5',
  back: 'M10 3.5 5.5 8l4.5 4.5',
  cards: 'M2.5 3h4.5v4H2.5zM9 3h4.5v4H9zM2.5 9H7v4H2.5zM9 9h4.5v4H9z',
  table: 'M2 3h12v10H2zM2 6.5h12M2 9.75h12M6 3v10',
  tree: 'M8 2.5v3M4 11V8.5h8V11M8 5.5v3M6.5 1.5h3v2h-3zM2.5 11.5h3v2h-3zM10.5 11.5h3v2h-3z',
  folder: 'M1.5 4V12.5h13V5.5H8L6.5 4z',
  file: 'M4 1.5h5.5L12.5 5v9.5H4zM9.5 1.5V5h3',
  refresh: 'M13.5 8A5.5 5.5 0 1 1 11.7 3.9M13.5 2v3h-3',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  edit: 'm2.5 13.5.8-3.2 7.6-7.6 2.4 2.4-7.6 7.6zM9.5 4.1l2.4 2.4',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.2 4.5l.6 9h6.4l.6-9M6.8 7v4M9.2 7v4',
  archive: 'M2 3h12v3H2zM3 6v7.5h10V6M6.5 8.5h3',
  detach: 'M6.5 9.5 9.5 6.5M7 4.5 9 2.6a3 3 0 0 1 4.4 4.3L11.5 9M9 11.5l-2 1.9a3 3 0 0 1-4.4-4.3L4.5 7',
  share:
    'M11.5 5.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM4.5 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM11.5 14.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM6.3 7l3.5-2M6.3 9l3.5 2',
  tag: 'M2 2h5.5L14 8.5 8.5 14 2 7.5zM5 5h.01',
  clear: 'M6 13.5h8M9.8 2.8 2.5 10l3.3 3.4 8-7.8z',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9',
  moon: 'M13 9.7A5.6 5.6 0 0 1 6.3 3 5.6 5.6 0 1 0 13 9.7z',
  screen: 'M2 3h12v8H2zM6 14h4M8 11v3',
  out: 'M6.5 2.5h-4v11h4M6 8h8m0 0-3-3m3 3-3 3',
  play: 'M4.5 2.5v11l9-5.5z',
  pause: 'M5 3v10M11 3v10',
  stop: 'M3.5 3.5h9v9h-9z',
  clone: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3M9.5 7.5v4M7.5 9.5h4',
  link: 'M6.5 9.5 9.5 6.5M7 4.5 9 2.6a3 3 0 0 1 4.4 4.3L11.5 9M9 11.5l-2 1.9a3 3 0 0 1-4.4-4.3L4.5 7',
  flag: 'M3.5 14.5v-13M3.5 2.5h9l-2 3 2 3h-9',
  warning: 'M8 2 14.5 13.5h-13zM8 6.5v3.2M8 11.6h.01',
  picture: 'M2 3h12v10H2zM2 11l3.5-3.5L9 11l2-2 3 3M10.5 6.2h.01',
  server: 'M2.5 2.5h11v4.5h-11zM2.5 9h11v4.5h-11zM5 4.8h.01M5 11.3h.01',
  filter: 'M2 3h12L9.5 8.5V13l-3-1.5v-3z',
  sort: 'M4.5 3v10m0 0-2.5-2.5M4.5 13 7 10.5M11.5 13V3m0 0L9 5.5M11.5 3 14 5.5',
} as const;

export type IconName = keyof typeof paths;

/** A picture that only repeats what its words say; an icon alone needs a label on its button. */
export function Icon({ name, filled = false }: { name: IconName; filled?: boolean }): ReactNode {
  return (
    <svg
      className="icon"
      viewBox="0 0 16 16"
      fill={filled ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2 : 1.3}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
