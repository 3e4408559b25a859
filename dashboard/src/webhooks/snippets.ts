/** Each takes the body as it came, checks it with the library of Standard Webhooks, and answers at once. */
export const snippets = [
  {
    key: 'node',
    name: 'Node.js',
    code: `// npm i express standardwebhooks
import express from 'express';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WAXWING_SECRET);
const app = express();
app.post('/waxwing', express.raw({ type: 'application/json' }), (request, response) => {
  let event;
  try {
    event = webhook.verify(request.body, request.headers);
  } catch {
    return response.sendStatus(401);
  }
  response.sendStatus(204);
  // event.id is the same each time it is sent: use it to handle an event once.
});
app.listen(8080);`,
  },
  {
    key: 'python',
    name: 'Python',
    code: `# pip install flask standardwebhooks
import os
from flask import Flask, request
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

webhook = Webhook(os.environ["WAXWING_SECRET"])
app = Flask(__name__)

@app.post("/waxwing")
def waxwing():
    try:
        event = webhook.verify(request.get_data(), dict(request.headers))
    except WebhookVerificationError:
        return "", 401
    # event["id"] is the same each time it is sent: use it to handle an event once.
    return "", 204`,
  },
  {
    key: 'php',
    name: 'PHP',
    code: `<?php // no library needed
$body = file_get_contents('php://input');
$id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
$time = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
$key = base64_decode(substr(getenv('WAXWING_SECRET'), strlen('whsec_')));
$wanted = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$time.$body", $key, true));
$given = explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '');
$good = array_filter($given, fn($each) => hash_equals($wanted, $each));
if (!$good || abs(time() - (int) $time) > 300) {
    http_response_code(401);
    exit;
}
$event = json_decode($body, true);
// $event['id'] is the same each time it is sent: use it to handle an event once.
http_response_code(204);`,
  },
] as const;
