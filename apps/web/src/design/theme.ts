import { useSyncExternalStore } from 'react';
import type { IconName } from './icon.js';

export type Theme = 'system' | 'light' | 'dark';

export const themes: readonly { readonly theme: Theme; readonly label: string; readonly icon: IconName }[] = [
  { theme: 'system', label: 'As the system', icon: 'screen' },
  { theme: 'light', label: 'Light', icon: 'sun' },
  { theme: 'dark', label: 'Dark', icon: 'moon' },
];

const key = 'vitreous-theme';
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function readTheme(): Theme {
  const stored = localStorage.getItem(key);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Puts the chosen theme on the page and keeps following the system's where it is to. */
export function applyTheme(): void {
  const chosen = readTheme();
  document.documentElement.dataset['theme'] = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
  for (const listener of listeners) listener();
}
dark.addEventListener('change', applyTheme);

export function setTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  applyTheme();
}

/** The theme that is on the page now, whoever chose it. */
export function useShownTheme(): string {
  return useSyncExternalStore(subscribe, () => document.documentElement.dataset['theme'] ?? 'light');
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme);
}
