import { UserError } from '@vitreous/errors';
import nunjucks from 'nunjucks';

/** Values by name; those of jobs are numbers and texts. */
export type TemplateValues = Readonly<Record<string, string | number | boolean>>;

/** What the reference system gives to templates of scripts and commands; all other names are a site's own. */
export const builtInVariables = [
  'project_uid',
  'job_uid',
  'job_type',
  'job_creator',
  'lane_name',
  'num_cpu',
  'num_gpu',
  'ram_gb',
  'use_ssd',
  'job_dir_abs',
  'project_dir_abs',
  'job_log_path_abs',
  'worker_bin_path',
  'run_cmd',
  'run_args',
  'script_path_abs',
  'cluster_job_id',
  'command',
] as const;

const environment = new nunjucks.Environment(null, { autoescape: false, throwOnUndefined: true });
// Python's forms that sites' scripts use, where Jinja has them and nunjucks has not.
environment.addFilter('format', (pattern: unknown, ...values: unknown[]) => formatAsPython(String(pattern), values));

/**
 * Fills a template in: Jinja's `{{ name }}`, `{% if %}`, filters, as in the reference system's cluster scripts.
 *
 * @throws UserError naming the template when it is broken, or uses a name that has no value.
 */
export function renderClusterTemplate(what: string, template: string, values: TemplateValues): string {
  const missing = listTemplateVariables(what, template).filter((name) => !(name in values));
  try {
    return environment.renderString(template, { ...values });
  } catch (error) {
    const reason = (error as Error).message.replace(/\s+/g, ' ').trim();
    const unset = missing.length > 0 ? ` These names have no value: ${missing.join(', ')}.` : '';
    throw new UserError(`The cluster's ${what} cannot be filled in: ${reason}.${unset}`, { cause: error });
  }
}

/** Names that a template uses and does not set itself, in the order of their first use. @throws UserError when broken. */
export function listTemplateVariables(what: string, template: string): string[] {
  let tree: SyntaxNode;
  try {
    tree = parser.parse(template, []);
  } catch (error) {
    const reason = (error as Error).message.replace(/\s+/g, ' ').trim();
    throw new UserError(`The cluster's ${what} is no valid template: ${reason}.`, { cause: error });
  }
  const used: string[] = [];
  const made = new Set<string>();
  visit(tree, (node) => {
    if (node.typename === 'Symbol' && typeof node.value === 'string') used.push(node.value);
    for (const target of targetsOf(node)) made.add(target);
  });
  return [...new Set(used)].filter((name) => !made.has(name) && !alwaysThere.has(name));
}

/** Of `listTemplateVariables`, those that are a site's own. */
export function listCustomVariables(what: string, template: string): string[] {
  const builtIn: ReadonlySet<string> = new Set(builtInVariables);
  return listTemplateVariables(what, template).filter((name) => !builtIn.has(name));
}

/**
 * Values of a site's own variables, which any user may give with a job, and which go into scripts that a shell runs.
 *
 * @throws UserError for a value with characters that mean something to a shell.
 */
export function checkCustomValues(values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      throw new UserError(`${JSON.stringify(name)} is no name of a cluster variable: expected letters, digits and _.`);
    }
    if (!/^[\w .,:=/@+%-]*$/.test(value) || value.length > 1000) {
      throw new UserError(
        `The cluster variable ${name} is ${JSON.stringify(value.slice(0, 100))}: expected letters, digits, spaces and . , : = / @ + % - _ only.`,
      );
    }
  }
}

/** A node of nunjucks' tree; fields differ by kind. */
interface SyntaxNode {
  readonly typename: string;
  readonly value?: unknown;
  readonly fields?: readonly string[];
  readonly targets?: readonly SyntaxNode[] | null;
  readonly name?: unknown;
  readonly [field: string]: unknown;
}

/** nunjucks has it, its type declarations do not. */
const { parser } = nunjucks as unknown as {
  parser: { parse(source: string, extensions: readonly unknown[]): SyntaxNode };
};

/** Globals of the language. */
const alwaysThere = new Set(['range', 'cycler', 'joiner', 'loop', 'true', 'false', 'none', 'None', 'True', 'False']);

function visit(node: unknown, see: (node: SyntaxNode) => void): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, see);
    return;
  }
  if (!isNode(node)) return;
  see(node);
  for (const field of node.fields ?? []) {
    // The name of a filter is no variable.
    if (node.typename !== 'Filter' || field !== 'name') visit(node[field], see);
  }
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'typename' in value;
}

/** Names that `{% set %}` and `{% for %}` make. */
function targetsOf(node: SyntaxNode): string[] {
  const made = node.typename === 'Set' ? (node.targets ?? []) : node.typename === 'For' ? [node.name] : [];
  const names: string[] = [];
  visit(made, (target) => {
    if (target.typename === 'Symbol' && typeof target.value === 'string') names.push(target.value);
  });
  return names;
}

/** `%d`, `%s`, `%f` with widths and decimals. */
function formatAsPython(pattern: string, values: readonly unknown[]): string {
  let next = 0;
  return pattern.replace(
    /%(?:%|(0?)(\d*)(?:\.(\d+))?([dsf]))/g,
    (all, zero: string, width: string, decimals: string | undefined, kind: string | undefined) => {
      if (kind === undefined) return all === '%%' ? '%' : all;
      const value = values[next++];
      const text =
        kind === 'd'
          ? String(Math.trunc(Number(value)))
          : kind === 'f'
            ? Number(value).toFixed(Number(decimals ?? 6))
            : String(value);
      return text.padStart(Number(width || 0), zero === '0' ? '0' : ' ');
    },
  );
}
