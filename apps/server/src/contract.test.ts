import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contract, describeInterface, type Endpoint, type FunctionName } from '@vitreous/schema';
import { expect, it } from 'vitest';
import { handlers } from './functions/all.js';

it('is built, every function of it', () => {
  const names = Object.keys(contract) as FunctionName[];
  expect(names.filter((name) => handlers[name] === undefined)).toEqual([]);
});

interface Parameter {
  readonly name: string;
  readonly kind: 'path' | 'query' | 'body';
  readonly required?: boolean;
}
const shared = join(import.meta.dirname, '../../../../shared/contract/functions.json');

it.skipIf(!existsSync(shared))('has every function and argument of the published contract', () => {
  const published = JSON.parse(readFileSync(shared, 'utf8')) as { function: string; params: Parameter[] }[];
  const table: Readonly<Record<string, Endpoint>> = contract;
  expect(Object.keys(table).sort()).toEqual(published.map((one) => one.function).sort());
  for (const { function: name, params } of published) {
    const { path = {}, query = {}, form = {}, body = {} } = table[name] ?? { method: 'GET' as const };
    const expected = (kind: Parameter['kind']): string[] =>
      params.filter((one) => one.kind === kind).map((one) => one.name);
    expect(Object.keys(path), name).toEqual(expected('path'));
    expect([...Object.keys(query), ...Object.keys(form)].sort(), name).toEqual(expected('query').sort());
    expect(Object.keys(body), name).toEqual(expected('body'));
  }
});

it('describes itself in the form that the official client reads', () => {
  const text = JSON.stringify(describeInterface('v5.0.3'));
  const { paths, components } = JSON.parse(text) as {
    paths: Record<string, Record<string, { summary: string }>>;
    components: { schemas: Record<string, unknown> };
  };
  const names = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ summary }) => summary));
  expect(names.sort()).toEqual(Object.keys(contract).sort());
  const named = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map((match) => match[1] ?? '');
  expect(named.filter((name) => !(name in components.schemas))).toEqual([]);
  expect(text).not.toContain('$defs');
});
