import type { ReactNode } from 'react';
import { CopyPath, Fact } from '../browse/sidebar.js';
import { formatBytes, formatCount } from '../design/format.js';
import { useCall } from '../server/use-call.js';
import { Announcement } from './announcement.js';
import { InstanceFolders } from './instance-folders.js';
import { Maintenance } from './maintenance.js';
import { DefaultPriority } from './default-priority.js';
import { ServiceLog } from './service-log.js';

/** What this instance is, how it is set, and what it said. */
export function InstancePanel(): ReactNode {
  const { data: uid } = useCall('config.get_instance_uid', {}, { still: true });
  const { data: system } = useCall('config.get_system_info', {}, { still: true });
  const { data } = useCall('instance.get_runtime_diagnostics', {});
  const { data: active } = useCall('jobs.get_active_count', {});
  const machine = data?.instance_information;
  const counts = data?.db_stats ?? {};
  const count = (name: string): string => formatCount(Number(counts[name] ?? 0));
  return (
    <section className="admin">
      <div className="admin-two">
        <section className="boxed admin-part" aria-label="This instance">
          <h2>This instance</h2>
          <dl className="facts">
            <Fact name="Version">{data?.cryosparc_version}</Fact>
            <Fact name="Number">{uid !== undefined && <CopyPath path={uid} />}</Fact>
            <Fact name="Address">
              {system?.master_hostname}, port {system?.port_app}
            </Fact>
            <Fact name="Projects">{count('projects')}</Fact>
            <Fact name="Workspaces">{count('workspaces')}</Fact>
            <Fact name="Jobs">
              {count('jobs')}, {formatCount(active ?? 0)} active
            </Fact>
            <Fact name="People">{count('users')}</Fact>
            <Fact name="Database">{formatBytes(Number(counts['size_bytes'] ?? 0))}</Fact>
          </dl>
        </section>
        <section className="boxed admin-part" aria-label="The machine of the server">
          <h2>The machine of the server</h2>
          <dl className="facts">
            <Fact name="Host">{machine?.platform_node}</Fact>
            <Fact name="Processor">{machine?.cpu_model}</Fact>
            <Fact name="Cores">{machine?.physical_cores}</Fact>
            <Fact name="Memory">
              {machine?.used_memory.replace('GB', ' GB')} used of {machine?.total_memory.replace('GB', ' GB')}
            </Fact>
            <Fact name="System">
              {machine?.platform_release} {machine?.arch}
            </Fact>
            <Fact name="Open files">
              at most {formatCount(machine?.ofd_soft_limit ?? 0)} ({formatCount(machine?.ofd_hard_limit ?? 0)})
            </Fact>
          </dl>
        </section>
        <Maintenance />
        <DefaultPriority />
        <Announcement
          title="Banner"
          hint="Above every page, for everybody, until it is taken down."
          setting="instance_banner"
          change="config.set_instance_banner"
        />
        <Announcement
          title="Message after logging in"
          hint="Shown once to each person who logs in."
          setting="login_message"
          change="config.set_login_message"
        />
        <InstanceFolders />
      </div>
      <ServiceLog />
    </section>
  );
}
