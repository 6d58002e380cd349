/** Emotes by the number that the protocol carries; their names are in the language files. */
export const emotes = ['👏', '😂', '😮', '❤️', '🔥', '👍', '🤔', '👋'] as const;
