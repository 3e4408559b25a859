// `npm start`: sets up, then becomes the server. One process from the first moment, so that signals always reach it.
import { setUp } from './setup.mjs';

await setUp();
await import('../dist/main.js');
