/** Gives a workflow or a blueprint to the person as a file. */
export function saveRecipe(title: string, recipe: object): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(recipe, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${title.replace(/[^\p{L}\p{N}]+/gu, '_') || 'recipe'}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

/** What a file of one holds; `field` is one that each of its kind has. @throws Error with what is wrong with the file. */
export async function readRecipe(file: File, field: 'jobs' | 'jobType'): Promise<Record<string, unknown>> {
  let found: unknown;
  try {
    found = JSON.parse(await file.text());
  } catch {
    throw new Error(`${file.name} is no JSON file.`);
  }
  if (typeof found !== 'object' || found === null || !(field in found)) {
    const kind = field === 'jobs' ? 'workflow' : 'blueprint';
    throw new Error(`${file.name} holds no ${kind}: a ${kind} has “${field}”.`);
  }
  return found as Record<string, unknown>;
}
