import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';

/** Whether this server still waits for its first organization, and who may register. */
export const setupQuery = queryOptions({ queryKey: ['setup'], queryFn: () => answerOf(api.GET('/v1/auth/setup')) });
