import type { ReactNode } from 'react';

/** The mark of the program: a cube of clear ice. */
export function Emblem({ size = 26 }: { size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path d="M16 2.5 27.7 9.25v13.5L16 29.5 4.3 22.75V9.25z" fill="#0b6f88" />
      <path d="M16 2.5 27.7 9.25 16 16z" fill="#3fb0c9" />
      <path d="M16 2.5 4.3 9.25 16 16z" fill="#79d2e4" />
      <path d="M16 16v13.5L4.3 22.75V9.25z" fill="#0f86a3" />
    </svg>
  );
}
