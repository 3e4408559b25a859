import type { Metrics } from '../metrics.ts';

export type QueueMetrics = {
  /** Begins to time a row; call what it returns when the row is dealt with. */
  started(queue: string): (outcome: 'done' | 'failed') => void;
};

const SECONDS_BUCKETS = [0.005, 0.025, 0.1, 0.5, 2, 10, 30, 120];

/** Registers the figures of all queues, once for each server. How many rows wait is for the room to say, whose table it is. */
export function createQueueMetrics(metrics: Metrics): QueueMetrics {
  const seconds = metrics.histogram(
    { name: 'queue_handle_seconds', help: 'How long rows of a queue took, by queue and outcome', labels: ['queue', 'outcome'] },
    SECONDS_BUCKETS,
  );
  const running = metrics.gauge({ name: 'queue_running', help: 'Rows being handled on this node', labels: ['queue'] });
  return {
    started(queue) {
      running.inc({ queue });
      const end = seconds.startTimer({ queue });
      return (outcome) => {
        running.dec({ queue });
        end({ outcome });
      };
    },
  };
}
