import type { ReactNode } from 'react';

/** The look of each state that a job, a session or a project can be in. */
const looks: Readonly<Record<string, { tone: string; hollow?: boolean; moving?: boolean }>> = {
  building: { tone: 'building', hollow: true },
  queued: { tone: 'queued' },
  launched: { tone: 'active', hollow: true, moving: true },
  started: { tone: 'active', moving: true },
  running: { tone: 'active', moving: true },
  waiting: { tone: 'waiting' },
  completed: { tone: 'completed' },
  killed: { tone: 'killed' },
  failed: { tone: 'failed' },
  paused: { tone: 'queued', hollow: true },
  compacting: { tone: 'active', moving: true },
  compacted: { tone: 'killed', hollow: true },
  restoring: { tone: 'active', moving: true },
  restoration_failed: { tone: 'failed' },
  archived: { tone: 'killed', hollow: true },
  detached: { tone: 'killed', hollow: true },
};

/** The classes and colour that show a state. */
export function lookOf(status: string): { className: string; style: Record<string, string> } {
  const { tone, hollow = false, moving = false } = looks[status] ?? { tone: 'building' };
  const className = `state ${hollow ? 'hollow' : ''} ${moving ? 'moving' : ''}`;
  return { className, style: { '--tone': `var(--state-${tone})` } };
}

export function State({ status }: { status: string }): ReactNode {
  return <span {...lookOf(status)}>{status.replaceAll('_', ' ')}</span>;
}
