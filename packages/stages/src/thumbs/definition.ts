/** What the stage is called; it measures nothing. */
export const thumbsStage = { type: 'thumbs', title: 'Thumbnails', attributes: [], params: [] } as const;
