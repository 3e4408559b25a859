import { describe, expect, it } from '@jest/globals';
import { createMetrics } from './metrics.ts';

describe('metrics', () => {
  it('tell how the process is and how long requests took', async () => {
    const metrics = createMetrics();
    metrics.httpRequestSeconds.observe({ method: 'GET', route: '/v1/messages', status: '2xx' }, 0.02);
    const text = await metrics.render();
    expect(metrics.contentType).toContain('text/plain');
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).toContain('waxwing_http_request_seconds_bucket{le="0.025",method="GET",route="/v1/messages",status="2xx"} 1');
    expect(text).toContain('waxwing_http_request_seconds_bucket{le="0.01",method="GET",route="/v1/messages",status="2xx"} 0');
  });

  it('count, and read gauges when they are asked', async () => {
    const metrics = createMetrics();
    let depth = 3;
    const sent = metrics.counter({ name: 'messages_sent_total', help: 'Messages sent', labels: ['channel'] });
    metrics.gauge({ name: 'queue_depth', help: 'Waiting rows' }, (gauge) => gauge.set(depth));
    sent.inc({ channel: 'web' }, 2);
    expect(await metrics.render()).toContain('waxwing_messages_sent_total{channel="web"} 2');
    expect(await metrics.render()).toContain('waxwing_queue_depth 3');
    depth = 4;
    expect(await metrics.render()).toContain('waxwing_queue_depth 4');
  });

  it('of two servers in one process stay apart', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.counter({ name: 'starts_total', help: 'Starts' }).inc();
    expect(await other.render()).not.toContain('waxwing_starts_total');
  });
});
