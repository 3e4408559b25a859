import { runForOperator } from './operator.ts';

// `npm run secrets:rotate`: wraps every data key with the first key of TOKEN_MASTER_KEY, while the servers run.
// 1. With several nodes: TOKEN_MASTER_KEY="old,new" on each, one after the other, so that all can open what the new key wraps.
// 2. TOKEN_MASTER_KEY="new,old" on each. 3. This command. 4. TOKEN_MASTER_KEY="new" on each; the old key is of no use any more.
// Where the key is in DATA_DIR/master.key, that file can hold the list as well.
await runForOperator(async ({ db, keyring, secrets }) => {
  const count = await secrets.rewrapAll(db);
  const rest = count === 0 ? 'every data key was wrapped with it already' : `wrapped ${count} data ${count === 1 ? 'key' : 'keys'} anew`;
  process.stdout.write(`Master key ${keyring.current.id}: ${rest}. TOKEN_MASTER_KEY needs no other key now.\n`);
  return 0;
});
