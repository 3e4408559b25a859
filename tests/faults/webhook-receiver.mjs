// A receiver that is killed: what it answers 200 to stands in its file before it does.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [, , file, port] = process.argv;
// Whatever a life before this one left half written ends here.
appendFileSync(file, '\n');
const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { type, data } = JSON.parse(Buffer.concat(chunks).toString());
    const line = { id: request.headers['webhook-id'], path: request.url, type, ...data };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
    response.end();
  });
});
server.listen(Number(port), '127.0.0.1', () => process.send({ port: server.address().port }));
