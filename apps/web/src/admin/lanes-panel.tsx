import type { SchedulerLane, SchedulerTarget } from '@vitreous/schema';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/button.js';
import { confirm } from '../design/confirm.js';
import { countOf } from '../design/format.js';
import { MenuButton } from '../design/menu-button.js';
import { act } from '../server/act.js';
import { callFunction } from '../server/call.js';
import { useCall } from '../server/use-call.js';
import { Empty, Trouble } from '../shell/page-states.js';
import { ClusterForm } from './cluster-form.js';
import { LaneForm } from './lane-form.js';
import { NodeForm } from './node-form.js';
import { TargetCard } from './target-card.js';

/** The form that is open, and what it changes; nothing for something new. */
type Form =
  | { readonly kind: 'lane'; readonly lane?: SchedulerLane }
  | { readonly kind: 'node' | 'cluster'; readonly target?: SchedulerTarget; readonly lane?: string };

/** What there is to run jobs on. */
export function LanesPanel(): ReactNode {
  const { data: lanes, error, refetch } = useCall('resources.find_lanes', {});
  const { data: targets = [] } = useCall('resources.find_targets', {});
  const [form, setForm] = useState<Form | null>(null);
  if (lanes === undefined) return error === null ? null : <Trouble error={error} onRetry={() => void refetch()} />;
  const close = (): void => setForm(null);
  const change = (target: SchedulerTarget): void => setForm({ kind: target.config.type, target });
  return (
    <section className="admin">
      <header className="admin-head">
        <h2>Lanes</h2>
        <div className="row-end">
          <Button
            tone="plain"
            icon="refresh"
            onClick={() => void act(() => callFunction('resources.refresh_nodes', {}), 'All machines are looked at')}
          >
            Look at the machines again
          </Button>
          <Button icon="plus" onClick={() => setForm({ kind: 'lane' })}>
            New lane
          </Button>
          <Button icon="plus" onClick={() => setForm({ kind: 'node' })}>
            Add a machine
          </Button>
          <Button icon="plus" onClick={() => setForm({ kind: 'cluster' })}>
            Add a cluster
          </Button>
        </div>
      </header>
      {lanes.length === 0 && (
        <Empty icon="server" title="There is no lane">
          <p>Jobs are queued to lanes. Add a machine or a cluster: its lane is made with it.</p>
        </Empty>
      )}
      {lanes.map((lane) => {
        const own = targets.filter((target) => target.lane === lane.name);
        return (
          <section key={lane.name} aria-label={`Lane ${lane.name}`}>
            <header className="lane-head">
              <h2>{lane.title || lane.name}</h2>
              <span className="faint">
                {lane.name} · {lane.type === 'cluster' ? 'cluster' : countOf(own.length, 'machine')}
                {lane.desc !== null && lane.desc !== '' && ` · ${lane.desc}`}
              </span>
              <MenuButton
                label={`Actions of lane ${lane.name}`}
                entries={[
                  { label: 'Change…', icon: 'edit', onSelect: () => setForm({ kind: 'lane', lane }) },
                  ...(lane.type === 'node'
                    ? [
                        {
                          label: 'Add a machine…',
                          icon: 'plus' as const,
                          onSelect: () => setForm({ kind: 'node', lane: lane.name }),
                        },
                      ]
                    : []),
                  'line',
                  {
                    label: 'Remove the lane',
                    icon: 'trash',
                    danger: true,
                    onSelect: () => askRemove(lane, own.length),
                  },
                ]}
              />
            </header>
            {own.length === 0 && (
              <p className="faint">Nothing runs here yet: add a {lane.type === 'node' ? 'machine' : 'cluster'}.</p>
            )}
            <div className="targets">
              {own.map((target) => (
                <TargetCard key={target.name} target={target} lanes={lanes} onChange={() => change(target)} />
              ))}
            </div>
          </section>
        );
      })}
      {form?.kind === 'lane' && <LaneForm lane={form.lane} onClose={close} />}
      {form?.kind === 'node' && <NodeForm target={form.target} lane={form.lane} lanes={lanes} onClose={close} />}
      {form?.kind === 'cluster' && <ClusterForm target={form.target} onClose={close} />}
    </section>
  );
}

function askRemove({ name, title }: SchedulerLane, targets: number): void {
  confirm({
    title: `Remove lane ${title || name}?`,
    body: (
      <p>
        {targets === 0
          ? 'It is empty.'
          : `${countOf(targets, 'target')} of it ${targets === 1 ? 'goes' : 'go'} with it.`}{' '}
        What runs there goes on; nothing new can be queued to it.
      </p>
    ),
    action: 'Remove',
    danger: true,
    run: () => act(() => callFunction('resources.remove_lane', { name }), `Lane ${name} is removed`),
  });
}
