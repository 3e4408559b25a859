import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

type Described<L extends string> = {
  /** Without the prefix, in Prometheus's manner: `messages_sent_total`, `queue_age_seconds`. */
  name: string;
  help: string;
  labels?: readonly L[];
};

export type Metrics = {
  contentType: string;
  /** Everything as text for /metrics. */
  render(): Promise<string>;
  httpRequestSeconds: Histogram<'method' | 'route' | 'status'>;
  counter<L extends string = never>(described: Described<L>): Counter<L>;
  /** `read`, when given, is asked at each scrape. */
  gauge<L extends string = never>(described: Described<L>, read?: (gauge: Gauge<L>) => void | Promise<void>): Gauge<L>;
  histogram<L extends string = never>(described: Described<L>, buckets: number[]): Histogram<L>;
};

const PREFIX = 'waxwing_';
/** From a cached read to the longest that a caller waits. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** A registry of its own, so that two servers in one process (tests) do not share figures. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const settings = <L extends string>({ name, help, labels = [] }: Described<L>) => ({
    name: PREFIX + name,
    help,
    labelNames: labels,
    registers,
  });
  const histogram: Metrics['histogram'] = (described, buckets) => new Histogram({ ...settings(described), buckets });
  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    httpRequestSeconds: histogram(
      { name: 'http_request_seconds', help: 'How long requests took, by route and class of status', labels: ['method', 'route', 'status'] },
      REQUEST_BUCKETS,
    ),
    counter: (described) => new Counter(settings(described)),
    gauge(described, read) {
      if (read === undefined) return new Gauge(settings(described));
      return new Gauge({
        ...settings(described),
        collect() {
          return read(this);
        },
      });
    },
    histogram,
  };
}
