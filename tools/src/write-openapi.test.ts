import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isCurrent, writeDescription } from './write-openapi.js';

it('tells a description that is current from one that is not', () => {
  const root = mkdtempSync(join(tmpdir(), 'vitreous-openapi-'));
  expect(isCurrent(root)).toBe(false);
  writeFileSync(join(root, 'openapi.json'), writeDescription());
  expect(isCurrent(root)).toBe(true);
  writeFileSync(join(root, 'openapi.json'), writeDescription().replace('sessions.find', 'sessions.seek'));
  expect(isCurrent(root)).toBe(false);
  rmSync(root, { recursive: true });
});

it('finds the committed description current', () => {
  expect(isCurrent(join(import.meta.dirname, '../..'))).toBe(true);
});
