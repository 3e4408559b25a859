/** Where wrapped data keys lie. The row in the database holds the wrapped key itself or the name of its place. */
export type KeyBackend = {
  /** What the row says of a key that this backend keeps. */
  rowText(id: string, wrapped: string): string;
  /** Whether this backend keeps the key of that row; if not, `secrets:rotate` moves it here. */
  keeps(rowText: string): boolean;
  put(id: string, wrapped: string): Promise<void>;
  get(rowText: string): Promise<string>;
};

/** A wrapped key that stands in the row itself. */
export function isInline(rowText: string): boolean {
  return rowText.startsWith('v1.');
}

/** The default: the wrapped key is the row. */
export const databaseBackend: KeyBackend = {
  rowText: (_id, wrapped) => wrapped,
  keeps: isInline,
  put: () => Promise.resolve(),
  get: (rowText) =>
    isInline(rowText)
      ? Promise.resolve(rowText)
      : Promise.reject(new Error(`The data key lies in "${rowText}"; start with the SECRETS_BACKEND that put it there`)),
};
