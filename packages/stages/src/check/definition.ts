/** What the stage is called; it measures nothing. */
export const checkStage = { type: 'check', title: 'Check', attributes: [], params: [] } as const;
