import type { Db } from '../../platform/db/db.ts';
import { listOf, listQuery } from '../../platform/http/lists.ts';
import { get, idParams, post } from '../../platform/http/route.ts';
import type { Route } from '../../platform/http/route.ts';
import { exportErrors, getImport, previewImport, showImports, startImport } from './import.ts';
import { ContactImport, ImportPreview, ImportStarted, ImportUpload } from './import.schema.ts';

const LARGEST_FILE_BYTES = 100 * 1024 * 1024;

/** People from a file. */
export function importRoutes({ db, publicUrl }: { db: Db; publicUrl: string }): Route[] {
  const upload = { allow: 'contacts.import', body: ImportUpload, multipart: { maxFileBytes: LARGEST_FILE_BYTES, maxFiles: 1 } } as const;
  const one = { params: idParams, allow: 'contacts.import' } as const;
  return [
    post('/v1/contacts/import', { ...upload, summary: 'Import contacts from CSV', answer: ImportStarted, status: 202 }, startImport),
    post(
      '/v1/contacts/import/preview',
      { ...upload, summary: 'How a file would be read', answer: ImportPreview, transaction: false },
      previewImport,
    ),
    get(
      '/v1/contacts/imports',
      { allow: 'contacts.import', summary: 'Your imports', query: listQuery, answer: listOf(ContactImport) },
      (call) => showImports(publicUrl, call),
    ),
    get('/v1/contacts/imports/:id', { ...one, summary: 'How far an import is', answer: ContactImport }, (call) =>
      getImport(publicUrl, call),
    ),
    get(
      '/v1/contacts/imports/:id/errors',
      { ...one, summary: 'The rows that were not taken', answer: null, status: 200, otherAnswers: ['text/csv'], transaction: false },
      (call) => exportErrors(db, call),
    ),
  ];
}
