// Compiled, never run: a row type that says other than the schema does not compile.
import type { UserRow, OrganizationRow, SigningKeyRow } from '../../src/access/auth/auth.sql.ts';
import type { ClientRow } from '../../src/clients/clients.sql.ts';
import type { Node } from '../../src/platform/nodes.sql.ts';
import type { ClientsRow, NodesRow, OrganizationsRow, SigningKeysRow, UsersRow } from './tables.generated.ts';

/** True when every field that both have in common fits the column. */
type Fits<Row, Table> = Row extends Pick<Table, keyof Row & keyof Table> ? true : false;

export const rowsFit: [
  Fits<UserRow, UsersRow>,
  Fits<OrganizationRow, OrganizationsRow>,
  Fits<SigningKeyRow, SigningKeysRow>,
  Fits<ClientRow, ClientsRow>,
  Fits<Node, NodesRow>,
] = [true, true, true, true, true];
