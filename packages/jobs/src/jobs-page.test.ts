import { join } from 'node:path';
import { outputsOf, type JobDefinition } from '@vitreous/job-kit';
import { expect, it } from 'vitest';
import { listJobDefinitions } from './index.js';

const intro = `# Types of job

What can be queued, in the order of the register: parameters, inputs and outputs by the names that scripts use. This page
is written from the definitions by \`npx vitest run packages/jobs/src/jobs-page.test.ts -u\`, and the same test keeps it true.

An output offers its slots under their names, and hands on what passes through from the input named. Slots in brackets need
not be connected.

The parameter \`compute_use_ssd\`, where a job has it, lets it read particle stacks from copies on the fast disk of its target
(\`cache_path\`, with \`cache_quota_mb\` and \`cache_reserve_mb\`, 10000 where it is not set, of free disk). Files that find no room
are read where they are, and the log says so. A project's default parameters switch it for all of its new jobs.

Of the jobs about maps, parameters are named as in the reference system where its names are publicly known (\`sharp_\`,
\`locres_\`, \`sym_symmetry\`), else in plain words.
`;

function describeParams({ params }: JobDefinition): string[] {
  return Object.entries(params).map(([name, { spec }]) => {
    const flag = spec.type === 'boolean' ? String(spec.default === 1) : spec.default;
    const usual = spec.required_param ? 'must be given' : flag === null ? 'left empty' : `usually ${String(flag)}`;
    const words = spec.enum === null ? '' : `; one of ${spec.enum.join(', ')}`;
    const more = spec.description === null ? '' : ` ${spec.description}`;
    return `- \`${name}\`: ${spec.title ?? ''} (${usual}${words}).${more}`;
  });
}

function describeInputs({ inputs }: JobDefinition): string[] {
  return Object.entries(inputs).map(([name, { type, title, count_min, slots }]) => {
    const wanted = slots.map((slot) =>
      typeof slot === 'string' ? slot : slot.required ? slot.name : `[${slot.name}]`,
    );
    const needs = wanted.length === 0 ? 'whatever they have' : wanted.map((slot) => `\`${slot}\``).join(', ');
    return `- \`${name}\` (${type}${count_min === 0 ? ', may be left out' : ''}): ${title}; ${needs}.`;
  });
}

/** The outputs of all values of the parameters that have some to choose from. */
function describeOutputs(definition: JobDefinition): string[] {
  const choices = Object.entries(definition.params).flatMap(([name, { spec }]) =>
    (spec.enum ?? []).map((value) => ({ [name]: value })),
  );
  const all = Object.assign({}, ...[{}, ...choices].map((given) => outputsOf(definition, given))) as ReturnType<
    typeof outputsOf
  >;
  return Object.entries(all).map(([name, { type, title, slots, passthrough }]) => {
    const own = slots.map((slot) => `\`${typeof slot === 'string' ? slot : slot.name}\``);
    const passing = passthrough === null ? [] : [`what passes through from \`${passthrough}\``];
    return `- \`${name}\` (${type}): ${title}; ${[...own, ...passing].join(', ')}.`;
  });
}

function describe(definition: JobDefinition): string {
  const sections = [
    ['Parameters', describeParams(definition)],
    ['Inputs', describeInputs(definition)],
    ['Outputs', describeOutputs(definition)],
  ] as const;
  const lists = sections.flatMap(([title, lines]) =>
    lines.length === 0 ? [] : [`${title}:\n\n${lines.join('\n')}\n`],
  );
  const waits = definition.interactive === true ? ' It waits for a person.' : '';
  return [`## ${definition.title}: \`${definition.type}\`\n`, `${definition.description}${waits}\n`, ...lists].join(
    '\n',
  );
}

it('the page of the types of job says what the definitions say', async () => {
  const page = [intro, ...listJobDefinitions().map(describe)].join('\n');
  for (const { type } of listJobDefinitions()) expect(page).toContain(`\`${type}\``);
  await expect(page).toMatchFileSnapshot(join(import.meta.dirname, '../../../docs/jobs.md'));
});
