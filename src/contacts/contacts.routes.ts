import type { Publish } from '../events/events.ts';
import type { Config } from '../platform/config.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/db.ts';
import type { Route } from '../platform/http/route.ts';
import { consentRoutes } from './consent/consent.routes.ts';
import { eraseRoutes } from './erase/erase.routes.ts';
import type { PersonPart } from './erase/erase.ts';
import { exportRoutes } from './export/export.routes.ts';
import { importRoutes } from './import/import.routes.ts';
import { numberRoutes } from './numbers/numbers.routes.ts';
import type { NumberDeps } from './numbers/numbers.ts';
import { peopleRoutes } from './people/people.routes.ts';
import { segmentRoutes } from './segments/segments.routes.ts';

type Deps = {
  db: Db;
  publish: Publish;
  clock: Clock;
  config: Pick<Config, 'publicUrl' | 'numberChecksPerDay'>;
  perform: NumberDeps['perform'];
  personParts: readonly PersonPart[];
};

/** The people, what they allowed, and how they are grouped. Paths with a word come before those with an id. */
export function contactRoutes({ config, ...deps }: Deps): Route[] {
  return [
    ...importRoutes({ ...deps, publicUrl: config.publicUrl }),
    ...exportRoutes(deps),
    ...peopleRoutes(deps),
    ...consentRoutes(deps.publish),
    ...segmentRoutes(deps),
    ...eraseRoutes(deps),
    ...numberRoutes({ ...deps, checksPerDay: config.numberChecksPerDay }),
  ];
}
