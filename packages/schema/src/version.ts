/** The version of the interface that is spoken, by which the official client judges it, and of this program. */
export const version = 'v5.0.3+vitreous.0.1.0';
