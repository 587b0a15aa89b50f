import type { Job, Output } from '@vitreous/schema';
import type { ReactNode } from 'react';
import { confirm } from '../design/confirm.js';
import { copyText } from '../design/copy-text.js';
import { Button } from '../design/button.js';
import { formatCount } from '../design/format.js';
import { MenuButton } from '../design/menu-button.js';
import { act } from '../server/act.js';
import { callFunction, outputUrl, pictureUrl } from '../server/call.js';
import { isActive } from './job-actions.js';

/** What a job made: each output with its results, how many there are of them, and what can be done with them. */
export function JobOutputs({ job }: { job: Job }): ReactNode {
  const entries = Object.entries(job.spec.outputs);
  if (entries.length === 0) return <p className="faint">This job has no outputs.</p>;
  return (
    <div className="io-grid">
      {entries.map(([name, output]) => (
        <JobOutput key={name} job={job} name={name} output={output} />
      ))}
    </div>
  );
}

function JobOutput({ job, name, output }: { job: Job; name: string; output: Output }): ReactNode {
  const given = { project_uid: job.project_uid, job_uid: job.uid, output_name: name };
  const made = output.num_items > 0 && output.results.length > 0;
  return (
    <section className="io" aria-label={output.title}>
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
            <th scope="col">
              <span className="unseen">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {output.results.map(({ name: result, dtype, num_items, passthrough, versions }) => (
            <tr key={result}>
              <td>{result}</td>
              <td className="faint">
                {passthrough ? `${dtype}, passed on` : dtype}
                {versions.length > 1 && `, ${versions.length} versions`}
              </td>
              <td className="number">{formatCount(num_items.at(-1) ?? 0)}</td>
              <td className="number">
                <MenuButton
                  label={`Actions of ${name} ${result}`}
                  entries={[
                    {
                      label: 'Copy the path of its file',
                      icon: 'copy',
                      disabled: made ? undefined : 'It is not made yet.',
                      onSelect: () =>
                        void act(async () => {
                          const path = await callFunction('jobs.get_output_result_path', {
                            ...given,
                            result_name: result,
                          });
                          await copyText(path, `Path copied: ${path}`);
                        }),
                    },
                    {
                      label: 'Export it alone',
                      icon: 'share',
                      disabled: made ? undefined : 'It is not made yet.',
                      onSelect: () =>
                        void act(
                          () => callFunction('jobs.export_output_results', { ...given, result_names: [result] }),
                          `${name} is exported into the folder exports of the project`,
                        ),
                    },
                    'line',
                    {
                      label: 'Delete its files',
                      icon: 'trash',
                      danger: true,
                      disabled: passthrough
                        ? 'Its files belong to the job that made them.'
                        : isActive(job)
                          ? 'The job is at work.'
                          : made
                            ? undefined
                            : 'It is not made yet.',
                      onSelect: () =>
                        confirm({
                          title: `Delete the files of ${result}?`,
                          body: (
                            <p>
                              Jobs that are built upon {job.uid} {name} will not find them any more. This cannot be
                              taken back.
                            </p>
                          ),
                          action: 'Delete the files',
                          danger: true,
                          run: () =>
                            act(() =>
                              callFunction('jobs.delete_output_result_files', { ...given, result_name: result }),
                            ),
                        }),
                    },
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {made && (
        <footer className="io-foot">
          <a
            className="button plain"
            href={outputUrl(job.project_uid, job.uid, name)}
            download={`${job.uid}_${name}.cs`}
          >
            Download .cs
          </a>
          <Button
            tone="plain"
            onClick={() =>
              void act(
                () => callFunction('jobs.export_output_results', given),
                `${name} is exported into the folder exports of the project`,
              )
            }
          >
            Export
          </Button>
        </footer>
      )}
    </section>
  );
}
