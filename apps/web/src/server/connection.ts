import { useSyncExternalStore } from 'react';

/** Whether the server answers; told by every request. */
let answers = true;
const listeners = new Set<() => void>();

export function noteAnswer(): void {
  set(true);
}

export function noteSilence(): void {
  set(false);
}

function set(value: boolean): void {
  if (answers === value) return;
  answers = value;
  for (const listener of listeners) listener();
}

/** Calls `listener` whenever the server goes or comes back; returns what ends that. */
export function onConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function serverAnswers(): boolean {
  return answers;
}

export function useServerAnswers(): boolean {
  return useSyncExternalStore(onConnection, serverAnswers);
}
