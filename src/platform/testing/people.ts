import { randomBytes } from 'node:crypto';

export type Answer = { status: number; body: Record<string, unknown> & { code?: string }; headers: Headers };

/** The statuses of answers that raced each other, in order of size. */
export const statuses = (answers: Answer[]): number[] => answers.map(({ status }) => status).sort((a, b) => a - b);

/** One who calls the API, signed in or not. */
export type Person = {
  id: string;
  email: string;
  password: string;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
};

type Role = 'admin' | 'manager' | 'agent' | 'viewer';

const PASSWORD = 'Zq7!unusual-Wing';

/** Somebody without a credential. */
export function stranger(url: string): Person {
  return { id: '', email: '', password: '', send: sender(url) };
}

/** Registers an organisation of its own (the server must run with REGISTRATION=open) and gives back its owner, signed in. */
export async function registerOwner(url: string, organizationName = 'Acme'): Promise<Person> {
  const email = `owner-${randomBytes(5).toString('hex')}@example.com`;
  const { status, body } = await sender(url)('POST', '/v1/auth/register', {
    organizationName,
    name: 'Olga Owner',
    email,
    password: PASSWORD,
  });
  if (status !== 201) throw new Error(`Registering answered ${status}: ${JSON.stringify(body)}`);
  const { user, accessToken } = body as unknown as SignedIn;
  return { id: user.id, email, password: PASSWORD, send: sender(url, accessToken) };
}

/** Adds a user of this role and signs them in. */
export async function addPerson(url: string, by: Person, role: Role, name = `${role} person`): Promise<Person> {
  const email = `${role}-${randomBytes(5).toString('hex')}@example.com`;
  const { status, body } = await by.send('POST', '/v1/users', { name, email, role, password: PASSWORD });
  if (status !== 201) throw new Error(`Adding a user answered ${status}: ${JSON.stringify(body)}`);
  return signIn(url, email);
}

/** Signs a user in with the password that people have here, or another one. */
export async function signIn(url: string, email: string, password = PASSWORD): Promise<Person> {
  const { status, body } = await sender(url)('POST', '/v1/auth/login', { email, password });
  if (status !== 200) throw new Error(`Signing in answered ${status}: ${JSON.stringify(body)}`);
  const { user, accessToken } = body as unknown as SignedIn;
  return { id: user.id, email, password, send: sender(url, accessToken) };
}

type SignedIn = { accessToken: string; user: { id: string } };

function sender(url: string, token?: string): Person['send'] {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answer['body'], headers: response.headers };
  };
}
