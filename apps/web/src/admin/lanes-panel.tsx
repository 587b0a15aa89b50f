import type { ReactNode } from 'react';
import { useCall } from '../server/use-call.js';

/** What there is to run jobs on. */
export function LanesPanel(): ReactNode {
  const { data: lanes = [] } = useCall('resources.find_lanes', {});
  const { data: targets = [] } = useCall('resources.find_targets', {});
  return (
    <section className="admin">
      {lanes.map((lane) => (
        <section key={lane.name}>
          <header className="lane-head">
            <h2>{lane.title || lane.name}</h2>
            <span className="faint">
              {lane.type === 'cluster' ? 'Cluster' : 'Machines'} {lane.desc}
            </span>
          </header>
          <div className="targets">
            {targets
              .filter((target) => target.lane === lane.name)
              .map(({ name, title, hostname, config }) => (
                <article key={name} className="target boxed">
                  <h3>{title || name}</h3>
                  <dl className="facts">
                    <dt>Host</dt>
                    <dd>{hostname}</dd>
                    {config.type === 'node' ? (
                      <>
                        <dt>Processors</dt>
                        <dd>{config.resource_slots.CPU.length}</dd>
                        <dt>Memory</dt>
                        <dd>{config.resource_slots.RAM.length * 8} GB</dd>
                        <dt>GPUs</dt>
                        <dd>{config.gpus?.map((gpu) => gpu.name).join(', ') || 'none'}</dd>
                      </>
                    ) : (
                      <>
                        <dt>Submitted by</dt>
                        <dd>
                          <code>{config.qsub_cmd_tpl}</code>
                        </dd>
                      </>
                    )}
                  </dl>
                </article>
              ))}
          </div>
        </section>
      ))}
    </section>
  );
}
