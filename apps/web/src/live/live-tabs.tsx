import type { Session } from '@vitreous/schema';
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

type Part = LazyExoticComponent<ComponentType<{ session: Session }>>;

interface LiveTab {
  /** As the address has it. */
  readonly name: string;
  readonly title: string;
  readonly Part: Part;
}

/** The parts of a Live session in the order in which it is worked through; each is loaded when it is first needed. */
export const liveTabs: readonly LiveTab[] = [
  {
    name: 'configuration',
    title: 'Configuration',
    Part: lazy(async () => ({ default: (await import('./configuration.js')).Configuration })),
  },
  {
    name: 'overview',
    title: 'Overview',
    Part: lazy(async () => ({ default: (await import('./overview.js')).Overview })),
  },
  {
    name: 'exposures',
    title: 'Exposures',
    Part: lazy(async () => ({ default: (await import('./exposures.js')).Exposures })),
  },
  { name: 'curate', title: 'Curate', Part: lazy(async () => ({ default: (await import('./curate.js')).Curate })) },
  { name: 'picking', title: 'Picking', Part: lazy(async () => ({ default: (await import('./picking.js')).Picking })) },
  {
    name: 'templates',
    title: 'Templates',
    Part: lazy(async () => ({ default: (await import('../live-classes/picking-templates.js')).PickingTemplates })),
  },
  {
    name: 'classes',
    title: '2D',
    Part: lazy(async () => ({ default: (await import('../live-classes/streaming-classes.js')).StreamingClasses })),
  },
  {
    name: 'abinit',
    title: 'Ab-initio',
    Part: lazy(async () => ({ default: (await import('../live-maps/session-abinit.js')).SessionAbinit })),
  },
  {
    name: 'refinement',
    title: 'Refinement',
    Part: lazy(async () => ({ default: (await import('../live-maps/session-refine.js')).SessionRefine })),
  },
  {
    name: 'details',
    title: 'Details and export',
    Part: lazy(async () => ({ default: (await import('../live-details/session-details.js')).SessionDetails })),
  },
];
