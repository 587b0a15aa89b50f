import type { Job } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { formatCount } from '../design/format.js';
import { pictureUrl } from '../server/call.js';

/** What a job made: each output with its results and how many there are of them. */
export function JobOutputs({ job }: { job: Job }): ReactNode {
  const entries = Object.entries(job.spec.outputs);
  if (entries.length === 0) return <p className="faint">This job has no outputs.</p>;
  return (
    <div className="io-grid">
      {entries.map(([name, output]) => (
        <section key={name} className="io">
          <header>
            <strong>{output.title}</strong>
            <span className="faint">{output.type}</span>
            <strong>{formatCount(output.num_items)}</strong>
          </header>
          {output.image !== null && <img src={pictureUrl(output.image)} alt={output.title} loading="lazy" />}
          <table className="rows">
            <thead>
              <tr>
                <th scope="col">Result</th>
                <th scope="col">Kind</th>
                <th scope="col" className="number">
                  Items
                </th>
              </tr>
            </thead>
            <tbody>
              {output.results.map(({ name: result, dtype, num_items, passthrough }) => (
                <tr key={result}>
                  <td>{result}</td>
                  <td className="faint">{passthrough ? `${dtype}, passed on` : dtype}</td>
                  <td className="number">{formatCount(num_items.at(-1) ?? 0)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ))}
    </div>
  );
}
