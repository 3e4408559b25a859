const apple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The keys that open the command palette, as this computer's keyboard writes them. */
export const searchKeys = apple ? '⌘K' : 'Ctrl K';
