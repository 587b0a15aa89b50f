import type { Page } from 'playwright-core';

/** How evenly a page draws. */
export interface Frames {
  readonly perSecond: number;
  /** The longest that the picture stood still. */
  readonly longestMs: number;
}

/** Counts the frames that a page draws while something is done in it. */
export async function countFrames(page: Page, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate(`{
    const frames = (window.benchFrames = []);
    const tick = (at) => {
      frames.push(at);
      if (window.benchFrames === frames) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }`);
  await work();
  const frames = await page.evaluate<number[]>(
    '{ const frames = window.benchFrames; window.benchFrames = null; frames }',
  );
  const gaps = frames.slice(1).map((at, i) => at - (frames[i] ?? at));
  const elapsedMs = (frames.at(-1) ?? 0) - (frames[0] ?? 0);
  return { perSecond: (1000 * gaps.length) / elapsedMs, longestMs: Math.max(...gaps) };
}

/** Drags from a place on circles around it for some seconds, as a hand does. @param radius px of the screen. */
export async function dragAround(
  page: Page,
  at: { readonly x: number; readonly y: number },
  { radius, seconds, flat = false }: { radius: number; seconds: number; flat?: boolean },
): Promise<void> {
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  const begun = performance.now();
  for (let turn = 0; turn < seconds; turn = (performance.now() - begun) / 1000) {
    const angle = 2 * Math.PI * turn;
    await page.mouse.move(at.x + radius * Math.sin(angle), at.y + (flat ? 0 : radius * (1 - Math.cos(angle))));
  }
  await page.mouse.up();
}
