import type { JobRegisterParamSpec } from '@vitreous/schema';

type Specs = Readonly<Record<string, JobRegisterParamSpec>>;

export interface ParamGroup {
  readonly title: string;
  readonly entries: readonly (readonly [string, JobRegisterParamSpec])[];
}

/** Parameters under the titles of their sections, in the register's order; advanced ones only when asked for. */
export function groupParams(specs: Specs, advanced: boolean): ParamGroup[] {
  const groups = new Map<string, [string, JobRegisterParamSpec][]>();
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.hidden === true || (spec.advanced && !advanced)) continue;
    const title = spec.section?.title ?? '';
    groups.set(title, [...(groups.get(title) ?? []), [name, spec]]);
  }
  return Array.from(groups, ([title, entries]) => ({ title, entries }));
}

/** A stored value as the text of its field. */
export function showParam(spec: JobRegisterParamSpec, value: unknown): string {
  if (value === null || value === undefined) return spec.type === 'boolean' ? 'false' : '';
  if (spec.type === 'boolean') return String(value === true || value === 1);
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'number') return String(Number(value.toPrecision(12)));
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The value that a field's text means, or what is wrong with it. */
export function readParam(spec: JobRegisterParamSpec, text: string): { value: unknown } | { wrong: string } {
  const clean = text.trim();
  if (spec.type === 'boolean') return { value: clean === 'true' };
  if (spec.type === 'number' || spec.type === 'integer') return readNumber(spec, clean);
  if (spec.type === 'array') return { value: clean === '' ? [] : clean.split(/\s*,\s*/) };
  if (clean === '' && spec.required_param) return { wrong: 'This must be given.' };
  if (spec.format === 'path' && clean === '') return { value: null };
  if (spec.format === 'path' && !clean.startsWith('/')) return { wrong: 'An absolute path starts with /.' };
  return { value: clean };
}

function readNumber(spec: JobRegisterParamSpec, text: string): { value: unknown } | { wrong: string } {
  if (text === '') return spec.required_param ? { wrong: 'This must be given.' } : { value: null };
  const value = Number(text.replace(',', '.'));
  if (Number.isNaN(value)) return { wrong: 'Expected a number.' };
  if (spec.type === 'integer' && !Number.isInteger(value)) return { wrong: 'Expected a whole number.' };
  const { ge, gt, le, lt } = spec;
  if (ge !== null && value < ge) return { wrong: `Expected ${ge} or more.` };
  if (gt !== null && value <= gt) return { wrong: `Expected more than ${gt}.` };
  if (le !== null && value > le) return { wrong: `Expected ${le} or less.` };
  if (lt !== null && value >= lt) return { wrong: `Expected less than ${lt}.` };
  return { value };
}
