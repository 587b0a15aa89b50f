import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Markdown, safeHref } from './markdown.js';

const render = (text: string): string => renderToStaticMarkup(createElement(Markdown, { text }));

it('renders what people write about their samples', () => {
  const html = render('# Grid 3\n\nUltrAuFoil, **2 nm** ice\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |');
  expect(html).toContain('<h3>Grid 3</h3>');
  expect(html).toContain('<strong>2 nm</strong>');
  expect(html).toContain('<li>one</li>');
  expect(html).toContain('<td>2</td>');
});

it('shows a tag as text and follows no script', () => {
  const html = render('<img src=x onerror=alert(1)> and [a](javascript:alert(1)) ![p](https://x.org/p.png)');
  expect(html).not.toMatch(/<img|<script|href="javascript/);
  expect(html).toContain('&lt;img src=x');
  for (const bad of ['javascript:x', ' JAVASCRIPT:x', 'data:text/html,x', 'vbscript:x', '//evil.org', 'x']) {
    expect(safeHref(bad), bad).toBeNull();
  }
  expect(safeHref('https://rcsb.org')).toBe('https://rcsb.org');
});
