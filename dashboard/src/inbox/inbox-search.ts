const views = ['mine', 'unassigned', 'all'] as const;
const statuses = ['open', 'pending', 'snoozed', 'closed'] as const;

export type InboxSearch = {
  /** The conversation that is open. */
  id?: string;
  view?: (typeof views)[number];
  status?: (typeof statuses)[number];
  client?: string;
  label?: string;
};

/** What of the address of the inbox means something. */
export function inboxSearch(search: Record<string, unknown>): InboxSearch {
  const view = views.find((each) => each === search['view']);
  const status = statuses.find((each) => each === search['status']);
  const words = Object.fromEntries(
    ['id', 'client', 'label'].flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : [])),
  );
  return { ...words, ...(view && { view }), ...(status && { status }) };
}
