import { extname } from 'node:path';
import { readAtoms, readDatasetHeader, readEpuXml, readMdoc, readStar } from '@vitreous/formats';

/** What `inspect` tells of a file without pixels. */
export interface TableReport {
  readonly path: string;
  readonly kind: string;
  readonly summary: Readonly<Record<string, unknown>>;
}

type Summarise = (path: string) => Promise<Omit<TableReport, 'path'>>;

const star: Summarise = async (path) => {
  const { blocks } = await readStar(path);
  const summary = blocks.map(({ name, pairs, loops }) => [
    `data_${name}`,
    {
      values: Object.fromEntries(pairs),
      loops: loops.map((loop) => ({ rows: loop.length, columns: loop.columns.map(({ label }) => label) })),
    },
  ]);
  return { kind: 'STAR', summary: Object.fromEntries(summary) as Record<string, unknown> };
};

const dataset: Summarise = async (path) => {
  const { form, length, fields } = await readDatasetHeader(path);
  const columns = fields.map(
    ({ name, type, shape }) => `${name} ${type}${shape.length > 0 ? ` (${shape.join()})` : ''}`,
  );
  return { kind: 'dataset', summary: { form, rows: length, columns } };
};

const mdoc: Summarise = async (path) => {
  const { sections, ...rest } = await readMdoc(path);
  return { kind: 'SerialEM mdoc', summary: { sections: sections.length, ...rest } };
};

const epu: Summarise = async (path) => ({ kind: 'EPU XML', summary: { ...(await readEpuXml(path)) } });

const atoms: Summarise = async (path) => {
  const model = await readAtoms(path);
  const entries = Object.entries(model).filter(([, value]) => typeof value === 'number' || typeof value === 'string');
  return { kind: 'atomic model', summary: Object.fromEntries(entries) };
};

const byExtension: Readonly<Record<string, Summarise>> = {
  '.star': star,
  '.cs': dataset,
  '.mdoc': mdoc,
  '.xml': epu,
  // Sessions and atlases of EPU: XML too, refused by what they are.
  '.dm': epu,
  '.pdb': atoms,
  '.ent': atoms,
  '.cif': atoms,
};

/** How to summarise the file at `path` by its name; null when it should hold images. */
export function tableReaderOf(path: string): Summarise | null {
  return byExtension[extname(path.replace(/\.gz$/i, '')).toLowerCase()] ?? null;
}

/** The report for a person. */
export function describeTable({ path, kind, summary }: TableReport): string {
  const lines = Object.entries(summary).flatMap(([name, value]) => describeValue(name, value, 0));
  return [`file  ${path}`, `kind  ${kind}`, ...lines].join('\n');
}

function describeValue(name: string, value: unknown, depth: number): string[] {
  const indent = '  '.repeat(depth);
  if (value instanceof Map) return describeValue(name, Object.fromEntries(value), depth);
  if (Array.isArray(value)) {
    return [
      `${indent}${name}:`,
      ...value.flatMap((item: unknown) =>
        typeof item === 'object' ? describeValue('-', item, depth + 1) : [`${indent}  ${JSON.stringify(item)}`],
      ),
    ];
  }
  if (typeof value !== 'object' || value === null) return [`${indent}${name}: ${String(value)}`];
  const inner = Object.entries(value).flatMap(([key, item]) => describeValue(key, item, depth + 1));
  return inner.length === 0 ? [] : [`${indent}${name}:`, ...inner];
}
