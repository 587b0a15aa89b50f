import { showToast } from './toast.js';

/** Copies a text, and says so. On plain http browsers have no clipboard: then that is said. */
export async function copyText(text: string, done: string): Promise<void> {
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard === undefined) {
    showToast({ text: 'This browser copies on https only: select the text by hand.' });
    return;
  }
  await clipboard.writeText(text);
  showToast({ text: done });
}
