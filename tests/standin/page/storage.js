// What outlives the page: to whom this browser is linked. Written so that a killed browser has it as well.

const NAME = 'standin';
const STORE = 'link';

export async function readLink() {
  return inStore('readonly', (store) => store.get('device'));
}

export async function keepLink(device) {
  await inStore('readwrite', (store) => store.put(device, 'device'));
}

export async function dropLink() {
  await inStore('readwrite', (store) => store.delete('device'));
}

async function inStore(mode, deed) {
  const database = await open();
  try {
    const transaction = database.transaction(STORE, mode, { durability: 'strict' });
    const request = deed(transaction.objectStore(STORE));
    await new Promise((resolve, reject) => {
      transaction.addEventListener('complete', resolve);
      transaction.addEventListener('error', () => reject(transaction.error));
      transaction.addEventListener('abort', () => reject(transaction.error));
    });
    return request.result;
  } finally {
    database.close();
  }
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE));
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
}
