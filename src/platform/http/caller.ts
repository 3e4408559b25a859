/** Who is calling, once their credential was checked. Rooms see this and never the credential itself. */
export type Caller = {
  actor: { type: 'user' | 'api_key'; id: string; name: string };
  organizationId: string;
  role: string;
  plan: 'free' | 'pro' | 'enterprise';
  permissions: ReadonlySet<string>;
  /** The clients this caller may use; null means all of the organisation's. */
  clientIds: readonly string[] | null;
  userId: string | null;
  loginId: string | null;
};
