import type { paths } from './api.generated.ts';

type Json<Content> = Content extends { 'application/json': infer Body } ? Body : never;
type Success<Responses> = { [Status in keyof Responses]: Status extends 200 | 201 | 202 ? Responses[Status] : never }[keyof Responses];
type Answer<Operation> = Operation extends { responses: infer Responses }
  ? Success<Responses> extends { content: infer Content }
    ? Json<Content>
    : never
  : never;
type Body<Operation> = Operation extends { requestBody?: infer Request }
  ? NonNullable<Request> extends { content: infer Content }
    ? Json<Content>
    : never
  : never;
type Row<List> = List extends { data: Array<infer Item> } ? Item : never;

export type Me = Answer<paths['/v1/auth/me']['get']>;
export type AccountChange = Body<paths['/v1/auth/me']['patch']>;
export type Setup = Answer<paths['/v1/auth/setup']['get']>;
export type Registration = Body<paths['/v1/auth/register']['post']>;
export type TotpEnrolment = Answer<paths['/v1/auth/totp']['post']>;
export type Login = Row<Answer<paths['/v1/auth/logins']['get']>>;
export type Organization = Answer<paths['/v1/organization']['get']>;
export type OrganizationChange = Body<paths['/v1/organization']['patch']>;
export type User = Row<Answer<paths['/v1/users']['get']>>;
export type Role = User['role'];
export type RoleRights = Row<Answer<paths['/v1/roles']['get']>>;
export type Invitation = Row<Answer<paths['/v1/invitations']['get']>>;
export type NewInvitation = Answer<paths['/v1/invitations']['post']>;
export type ApiKey = Row<Answer<paths['/v1/api-keys']['get']>>;
export type ApiKeyWithSecret = Answer<paths['/v1/api-keys']['post']>;
export type NewApiKey = Body<paths['/v1/api-keys']['post']>;
export type ApiKeyUsage = Answer<paths['/v1/api-keys/{id}/usage']['get']>;
export type AuditRow = Row<Answer<paths['/v1/audit-logs']['get']>>;
export type Client = Answer<paths['/v1/clients/{id}']['get']>;
export type ClientState = Client['state'];
export type Channel = Client['channel'];
export type QrCode = Answer<paths['/v1/clients/{id}/qr']['get']>;
export type StateChange = Row<Answer<paths['/v1/clients/{id}/history']['get']>>;
export type EventRow = Row<Answer<paths['/v1/events']['get']>>;
export type Webhook = Answer<paths['/v1/webhooks/{id}']['get']>;
export type WebhookWithSecret = Answer<paths['/v1/webhooks']['post']>;
export type NewWebhook = Body<paths['/v1/webhooks']['post']>;
export type WebhookChange = Body<paths['/v1/webhooks/{id}']['patch']>;
export type WebhookReplay = Body<paths['/v1/webhooks/{id}/replay']['post']>;
export type WebhookTest = Answer<paths['/v1/webhooks/{id}/test']['post']>;
export type Delivery = Row<Answer<paths['/v1/webhooks/{id}/deliveries']['get']>>;
export type DeliveryDetails = Answer<paths['/v1/webhook-deliveries/{id}']['get']>;
export type Contact = Row<Answer<paths['/v1/contacts']['get']>>;
export type ContactDetail = Answer<paths['/v1/contacts/{id}']['get']>;
export type NewContact = Body<paths['/v1/contacts']['post']>;
export type ContactChange = Body<paths['/v1/contacts/{id}']['patch']>;
export type ConsentEntry = Row<Answer<paths['/v1/contacts/{id}/consent']['get']>>;
export type ConsentSettings = Answer<paths['/v1/consent/settings']['get']>;
export type ConsentSettingsChange = Body<paths['/v1/consent/settings']['patch']>;
export type ContactNote = Row<Answer<paths['/v1/contacts/{id}/notes']['get']>>;
export type ContactField = Row<Answer<paths['/v1/contacts/fields']['get']>>;
export type ContactImport = Answer<paths['/v1/contacts/imports/{id}']['get']>;
export type ImportPreview = Answer<paths['/v1/contacts/import/preview']['post']>;
export type Segment = Row<Answer<paths['/v1/segments']['get']>>;

export type Media = Answer<paths['/v1/media/{id}']['get']>;
export type Conversation = Answer<paths['/v1/conversations/{id}']['get']>;
export type ConversationChange = Body<paths['/v1/conversations/{id}']['patch']>;
export type Message = Row<Answer<paths['/v1/conversations/{id}/messages']['get']>>;
export type NewMessage = Body<paths['/v1/messages']['post']>;
export type Note = Row<Answer<paths['/v1/conversations/{id}/notes']['get']>>;
export type CannedReply = Row<Answer<paths['/v1/canned-replies']['get']>>;

/** The roles, from most to least. */
export const roles = ['admin', 'manager', 'agent', 'viewer'] as const satisfies readonly Role[];
