import { listOf } from '../../platform/http/lists.ts';
import { del, get, idParams, patch, post, put } from '../../platform/http/route.ts';
import type { Route } from '../../platform/http/route.ts';
import { acceptInvitation, findInvitation } from './accept.ts';
import { invite, listInvitations, resendInvitation, revokeInvitation } from './invitations.ts';
import type { InvitationDeps } from './invitations.ts';
import { changeOrganization, getOrganization } from './organization.ts';
