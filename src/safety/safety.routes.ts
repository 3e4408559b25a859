import { get, idParams, put } from '../platform/http/route.ts';
import type { Route } from '../platform/http/route.ts';
import { changeSafety, showSafety } from './safety.ts';
import { Safety, SafetyChange } from './safety.schema.ts';

/** What keeps a number from being banned. */
export function safetyRoutes(): Route[] {
  const path = '/v1/clients/:id/safety';
  return [
    get(path, { params: idParams, allow: 'safety.read', summary: 'Its limits and what is left of them', answer: Safety }, showSafety),
    put(
      path,
      {
        params: idParams,
        allow: 'safety.manage',
        summary: 'Change its limits; what is left out stays',
        body: SafetyChange,
        answer: Safety,
      },
      changeSafety,
    ),
  ];
}
