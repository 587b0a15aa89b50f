/** Whether a key goes into a field, or to a window or menu above the page, and so is no command of the page. */
export function isTyping(event: KeyboardEvent): boolean {
  return event.metaKey || event.ctrlKey || event.altKey || isElsewhere(event);
}

/** The same for keys that are pressed together with Ctrl or ⌘. */
export function isElsewhere({ target }: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open], .menu') !== null) return true;
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}
