import { idParams, post } from '../../platform/http/route.ts';
import type { Route } from '../../platform/http/route.ts';
import { NumberChecks, NumbersToCheck } from '../../sessions/sessions.schema.ts';
import { checkNumbers } from './numbers.ts';
import type { NumberDeps } from './numbers.ts';

/** Whether people can be reached at all. */
export function numberRoutes(deps: NumberDeps): Route[] {
  return [
    post(
      '/v1/clients/:id/check-numbers',
      {
        allow: 'clients.manage',
        params: idParams,
        transaction: false,
        summary: 'Which of these numbers have WhatsApp',
        body: NumbersToCheck,
        answer: NumberChecks,
      },
      (call) => checkNumbers(deps, call),
    ),
  ];
}
