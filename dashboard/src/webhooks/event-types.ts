/** What a webhook can hear of, for choosing; the server takes any type, so a newer one can be added by the API. */
export const eventTypes = [
  ...['message.received', 'message.queued', 'message.sent', 'message.delivered', 'message.read', 'message.failed', 'message.edited'],
  ...['message.revoked', 'message.reaction', 'conversation.assigned', 'conversation.status'],
  ...['contact.created', 'contact.opted_out', 'contact.opted_in'],
  ...['client.state', 'client.ready', 'client.disconnected', 'client.paused', 'client.resumed', 'client.qr', 'client.pairing_code'],
  ...['alert.raised', 'alert.cleared', 'campaign.started', 'campaign.progress', 'campaign.completed'],
  ...['template.status', 'call.incoming', 'group.updated', 'webhook.disabled'],
];

export const eventGroups = [...new Set(eventTypes.map((type) => type.split('.')[0] ?? type))];

export const typesOf = (group: string) => eventTypes.filter((type) => type.startsWith(`${group}.`));
