import type { Publish } from '../events/events.ts';
import type { Clock } from '../platform/clock.ts';
import type { Route } from '../platform/http/route.ts';
import { consentRoutes } from './consent/consent.routes.ts';
import { peopleRoutes } from './people/people.routes.ts';
import { segmentRoutes } from './segments/segments.routes.ts';

/** The people, what they allowed, and how they are grouped. */
export function contactRoutes(deps: { publish: Publish; clock: Clock }): Route[] {
  return [...peopleRoutes(deps), ...consentRoutes(deps.publish), ...segmentRoutes(deps)];
}
