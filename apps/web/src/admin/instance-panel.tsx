import type { ReactNode } from 'react';
import { CopyPath } from '../browse/sidebar.js';
import { useCall } from '../server/use-call.js';

/** What this instance is, and what it holds. */
export function InstancePanel(): ReactNode {
  const { data: version } = useCall('config.get_version', {}, { still: true });
  const { data: uid } = useCall('config.get_instance_uid', {}, { still: true });
  const { data: active } = useCall('jobs.get_active_count', {});
  const { data: projects } = useCall('projects.count', {});
  const { data: jobs } = useCall('jobs.count', {});
  const { data: browser } = useCall('config.get_file_browser_settings', {});
  const rows: readonly (readonly [string, ReactNode])[] = [
    ['Version', version],
    ['Instance', uid],
    ['Projects', projects],
    ['Jobs', jobs],
    ['Active jobs', active],
    [
      'Folders that may be used',
      browser?.allowed_prefixes?.map((path) => <CopyPath key={path} path={path} />) ?? 'All that the server may read',
    ],
  ];
  return (
    <section className="admin">
      <h2>Instance</h2>
      <table className="rows boxed">
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
