// Made by scripts/api-types.mjs from /openapi.json; do not edit.

export interface paths {
  '/v1/auth/setup': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': {
            needsSetup: boolean;
            setupCodeRequired: boolean;
            registration: "first" | "open" | "invite";
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/auth/register': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            organizationName: string;
            name: string;
            email: string;
            password: string;
            timezone?: string;
            setupCode?: string;
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': components["schemas"]["Login"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/auth/login': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            email: string;
            password: string;
            totp?: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': components["schemas"]["Login"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/auth/refresh': {
    post: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': components["schemas"]["Login"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/auth/logout': {
    post: {
      parameters: {};
      responses: {
        204: { content?: never };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/auth/me': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': components["schemas"]["Me"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/auth/password': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            currentPassword: string;
            newPassword: string;
          };
        };
      };
      responses: {
        204: { content?: never };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/auth/forgot': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            email: string;
          };
        };
      };
      responses: {
        202: { content?: never };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/auth/reset': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            token: string;
            password: string;
          };
        };
      };
      responses: {
        204: { content?: never };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/auth/totp': {
    post: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': {
            secret: string;
            uri: string;
            image: string;
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
    delete: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            password: string;
          };
        };
      };
      responses: {
        204: { content?: never };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/auth/totp/confirm': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            code: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            recoveryCodes: Array<string>;
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/auth/logins': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': {
            data: Array<components["schemas"]["LoginSession"]>;
            nextCursor: string | null;
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/auth/logins/{id}': {
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/organization': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': components["schemas"]["Organization"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
    patch: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            name?: string;
            timezone?: string;
            settings?: {
              requireTotp?: boolean;
            };
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': components["schemas"]["Organization"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/users': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          deleted?: "true" | "false";
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<components["schemas"]["User"]>;
            nextCursor: string | null;
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/users/{id}': {
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            name?: string;
            role?: "admin" | "manager" | "agent" | "viewer";
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': components["schemas"]["User"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/users/{id}/restore': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': components["schemas"]["User"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/users/{id}/transfer-ownership': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': components["schemas"]["User"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/users/{id}/reset-password': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            link: string | null;
            expiresAt: string;
            mailed: boolean;
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/users/{id}/clients': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            clientIds: Array<string>;
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
    put: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            clientIds: Array<string>;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            clientIds: Array<string>;
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/roles': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': {
            data: Array<components["schemas"]["Role"]>;
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/roles/{role}': {
    put: {
      parameters: {
        path: {
          role: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            permissions: { [name: string]: boolean };
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': components["schemas"]["Role"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/invitations': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          status?: "pending" | "accepted" | "revoked" | "expired";
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<components["schemas"]["Invitation"]>;
            nextCursor: string | null;
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            email: string;
            role: "admin" | "manager" | "agent" | "viewer";
            name?: string;
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': components["schemas"]["InvitationWithLink"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/invitations/{id}/resend': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': components["schemas"]["InvitationWithLink"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/invitations/{id}': {
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/auth/invitation': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            token: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            organizationName: string;
            email: string;
            name: string | null;
            role: "admin" | "manager" | "agent" | "viewer";
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/auth/accept': {
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            token: string;
            name: string;
            password: string;
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': components["schemas"]["Login"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/api-keys': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<components["schemas"]["ApiKey"]>;
            nextCursor: string | null;
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            name: string;
            scopes?: Array<string>;
            clientIds?: Array<string>;
            expiresAt?: string;
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': components["schemas"]["ApiKey"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/api-keys/{id}': {
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/api-keys/{id}/rotate': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        201: { content: {
          'application/json': components["schemas"]["ApiKey"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/api-keys/{id}/usage': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': components["schemas"]["Usage"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/audit-logs': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
          actor?: string;
          action?: string;
          target?: string;
          from?: string;
          to?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<components["schemas"]["AuditRow"]>;
            nextCursor: string | null;
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/channels': {
    get: {
      parameters: {};
      responses: {
        200: { content: {
          'application/json': {
            data: Array<components["schemas"]["Channel"]>;
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/clients': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          cursor?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<components["schemas"]["Client"]>;
            nextCursor: string | null;
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
    post: {
      parameters: {
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            name: string;
            channel: "sandbox" | "web" | "cloud";
          };
        };
      };
      responses: {
        201: { content: {
          'application/json': components["schemas"]["Client"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/clients/{id}': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': components["schemas"]["Client"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            name?: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': components["schemas"]["Client"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/clients/{id}/start': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': components["schemas"]["Client"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/clients/{id}/stop': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': components["schemas"]["Client"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/clients/{id}/restart': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': components["schemas"]["Client"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/clients/{id}/logout': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': components["schemas"]["Client"];
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/clients/{id}/qr': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            qr: string;
            image: string;
            expiresAt: string;
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/clients/{id}/pairing-code': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            phoneNumber: string;
          };
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            code: string;
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/clients/{id}/history': {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: { content: {
          'application/json': {
            data: Array<{
              state: "stopped" | "starting" | "awaiting_scan" | "awaiting_passkey" | "connecting" | "ready" | "disconnected" | "paused" | "failed";
              reason?: string | null;
              at: string;
            }>;
          };
        } };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
  '/v1/clients/{id}/sandbox/scan': {
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          'Idempotency-Key'?: string;
        };
      };
      responses: {
        204: { content?: never };
        default: { content: {
          'application/problem+json': components["schemas"]["Problem"];
        } };
      };
    };
  };
}

export interface components {
  schemas: {
    Problem: {
      type: string;
      title: string;
      status: number;
      detail: string;
      code: string;
      requestId: string;
      errors?: Array<{
        path: string;
        message: string;
      }>;
    };
    User: {
      id: string;
      name: string;
      email: string;
      role: "admin" | "manager" | "agent" | "viewer";
      isOwner: boolean;
      totpEnabled: boolean;
      createdAt: string;
      deletedAt: string | null;
    };
    Organization: {
      id: string;
      name: string;
      timezone: string;
      plan: string;
      settings: { [name: string]: unknown };
      createdAt: string;
    };
    Login: {
      accessToken: string;
      expiresIn: number;
      user: components["schemas"]["User"];
    };
    Me: {
      user: components["schemas"]["User"] | null;
      organization: components["schemas"]["Organization"];
      permissions: Array<string>;
      apiKey?: {
        id: string;
        name: string;
      };
      mustEnrolTotp: boolean;
    };
    LoginSession: {
      id: string;
      createdAt: string;
      lastUsedAt: string;
      address: string;
      userAgent: string;
      current: boolean;
    };
    Invitation: {
      id: string;
      email: string;
      name: string | null;
      role: "admin" | "manager" | "agent" | "viewer";
      status: "pending" | "accepted" | "revoked" | "expired";
      invitedBy: {
        id: string;
        name: string;
      };
      createdAt: string;
      expiresAt: string;
      acceptedAt: string | null;
      revokedAt: string | null;
    };
    InvitationWithLink: {
      id: string;
      email: string;
      name: string | null;
      role: "admin" | "manager" | "agent" | "viewer";
      status: "pending" | "accepted" | "revoked" | "expired";
      invitedBy: {
        id: string;
        name: string;
      };
      createdAt: string;
      expiresAt: string;
      acceptedAt: string | null;
      revokedAt: string | null;
      link: string;
    };
    ApiKey: {
      id: string;
      name: string;
      prefix: string;
      scopes: Array<string>;
      clientIds: Array<string> | null;
      expiresAt: string | null;
      lastUsedAt: string | null;
      createdAt: string;
      revokedAt?: string | null;
      key?: string;
    };
    Usage: {
      requests: number;
      lastUsedAt: string | null;
      lastAddress: string | null;
      days: Array<{
        day: string;
        requests: number;
      }>;
    };
    AuditRow: {
      id: string;
      at: string;
      actor: {
        type: "user" | "api_key" | "system";
        id: string | null;
        name: string;
      };
      action: string;
      target: {
        type: string;
        id: string | null;
      };
      changes: { [name: string]: {
        from?: unknown;
        to?: unknown;
      } };
      address: string;
      requestId: string;
    };
    Role: {
      role: "admin" | "manager" | "agent" | "viewer";
      fixed: boolean;
      permissions: { [name: string]: {
        granted: boolean;
        default: boolean;
      } };
    };
    Client: {
      id: string;
      name: string;
      channel: "sandbox" | "web" | "cloud";
      state: "stopped" | "starting" | "awaiting_scan" | "awaiting_passkey" | "connecting" | "ready" | "disconnected" | "paused" | "failed";
      desiredState: "running" | "stopped";
      reason?: string | null;
      nextAction?: string | null;
      phoneNumber?: string | null;
      stateSince: string;
      createdAt: string;
    };
    Channel: {
      channel: "sandbox" | "web" | "cloud";
      capabilities: Array<string>;
    };
  };
}
