export { findBrowser } from './find.ts';
export type { BrowserSettings, FoundBrowser } from './find.ts';
export { launchOptions } from './launch.ts';
export { keepCopy, prepareProfile, profileFolder, restoreCopy } from './profile.ts';
export { blockUnshown } from './unshown.ts';
export { tryBrowser } from './trial.ts';
export { ownTree, sweepOrphans } from './tree.ts';
export type { OwnTree } from './tree.ts';
