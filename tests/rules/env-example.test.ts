import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { renderEnvExample } from '../../src/platform/config.ts';
import { readFiles, root } from './source-files.ts';

it('.env.example shows every setting as the configuration knows it', () => {
  if (process.env.UPDATE === '1') writeFileSync(join(root, '.env.example'), renderEnvExample());
  expect(readFiles(/^\.env\.example$/).get('.env.example')).toBe(renderEnvExample());
});
