import type { Session } from '@vitreous/schema';
import { lazy, Suspense, type ReactNode } from 'react';

/** What comes after the exposures of a session, in the order in which it is done; each is loaded when it is looked at. */
const parts = {
  classes: lazy(() => import('../live-classes/streaming-classes.js').then((m) => ({ default: m.StreamingClasses }))),
};

export const laterTabs = ['classes'] as const;

export const laterTitles: Readonly<Record<(typeof laterTabs)[number], string>> = { classes: '2D' };

/** The later tab of this name; nothing for any other. */
export function LaterTab({ tab, session }: { tab: string; session: Session }): ReactNode {
  const name = laterTabs.find((one) => one === tab);
  if (name === undefined) return null;
  const Part = parts[name];
  return (
    <Suspense fallback={null}>
      <Part session={session} />
    </Suspense>
  );
}
