import { describe, expect, it } from '@jest/globals';
import { AlreadyRunning } from './data-dir.ts';
import { EmbeddedError } from './embedded/errors.ts';
import { explainStartFailure, isMistakenSetting } from './start-failure.ts';

const surroundings = { port: 3000, host: '127.0.0.1', dataDir: '/srv/data' };
const withDatabase = { ...surroundings, databaseUrl: 'postgres://waxwing:secret@db.example.org:5432/wax%20wing' };
const failure = (fields: object) => Object.assign(new Error('the system said no'), fields);

describe('why the server could not start', () => {
  it('repeats what already says what to do', () => {
    const place = { pid: 7, host: 'here', boot: '', namespace: '', token: '', processStart: '' };
    expect(explainStartFailure(new AlreadyRunning('/srv/data', place), surroundings)).toMatch(/already running on \/srv\/data: process 7/);
    expect(explainStartFailure(new EmbeddedError('The disk is full.'), surroundings)).toBe('The disk is full.');
  });

  it.each([
    [{ syscall: 'listen', code: 'EADDRINUSE' }, 'PORT: 3000 is taken on 127.0.0.1.'],
    [{ syscall: 'listen', code: 'EACCES' }, 'PORT: this user may not listen on 3000.'],
    [{ syscall: 'listen', code: 'EADDRNOTAVAIL' }, 'HOST: 127.0.0.1 is no address of this machine.'],
    [{ syscall: 'getaddrinfo', code: 'ENOTFOUND', hostname: '127.0.0.1' }, 'HOST: 127.0.0.1 is no address of this machine.'],
    [{ syscall: 'mkdir', code: 'EACCES', path: '/srv/data' }, 'DATA_DIR: this user may not write to /srv/data.'],
    [{ syscall: 'open', code: 'EROFS', path: '/srv/data/waxwing.lock' }, 'DATA_DIR: /srv/data lies on a file system that cannot'],
    [{ syscall: 'mkdir', code: 'EEXIST', path: '/srv/data' }, 'DATA_DIR: /srv/data is no folder.'],
    [{ syscall: 'mkdir', code: 'ENOENT', path: '/srv/data' }, 'DATA_DIR: /srv/data is no place that can hold a database (ENOENT).'],
    [{ syscall: 'mkdir', code: 'EACCES', path: '/srv' }, 'DATA_DIR: this user may not write to /srv/data.'],
    [{ syscall: 'write', code: 'ENOSPC', path: '/srv/data/node-id' }, 'DATA_DIR: the disk of /srv/data is full.'],
  ])('names the setting that %j is about', (fields, line) => {
    expect(explainStartFailure(failure(fields), surroundings)).toContain(line);
  });

  it.each([
    [{ syscall: 'connect', code: 'ECONNREFUSED' }, 'DATABASE_URL: no PostgreSQL answers at db.example.org:5432 (ECONNREFUSED).'],
    [{ syscall: 'getaddrinfo', code: 'ENOTFOUND', hostname: 'db.example.org' }, 'DATABASE_URL: no PostgreSQL answers at db.example.org'],
    [{ code: '28P01' }, 'DATABASE_URL: PostgreSQL at db.example.org:5432 refuses the login'],
    [{ code: '3D000' }, 'DATABASE_URL: PostgreSQL at db.example.org:5432 has no database wax wing.'],
  ])('names the database, never its password, when %j', (fields, line) => {
    const text = explainStartFailure(failure(fields), withDatabase);
    expect(text).toContain(line);
    expect(text).not.toContain('secret');
  });

  it('knows what starting again cannot mend', () => {
    expect(isMistakenSetting(failure({ code: 'EROFS', path: '/srv/data' }), surroundings)).toBe(true);
    expect(isMistakenSetting(failure({ code: 'ENOSPC', path: '/srv/data' }), surroundings)).toBe(false);
    expect(isMistakenSetting(failure({ code: 'EADDRINUSE', syscall: 'listen' }), surroundings)).toBe(false);
  });

  it('leaves to the log what nobody foresaw', () => {
    expect(explainStartFailure(new TypeError('x is undefined'), withDatabase)).toBeNull();
    expect(explainStartFailure(failure({ code: 'EACCES', path: '/etc/other', syscall: 'open' }), surroundings)).toBeNull();
    expect(explainStartFailure(failure({ code: 'ECONNREFUSED' }), surroundings)).toBeNull();
    expect(explainStartFailure('a word', surroundings)).toBeNull();
  });
});
