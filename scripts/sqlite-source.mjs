// SQLite's amalgamation, from the npm package better-sqlite3 (its source folder only; nothing of it is installed or run), and
// how it is built for WASI.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export const sqlite = 'better-sqlite3@12.9.0';
const emulated = ['MMAN', 'GETPID', 'SIGNAL'].map((part) => `-D_WASI_EMULATED_${part}`);
export const sqliteFlags = ['-DSQLITE_THREADSAFE=0', '-DSQLITE_OMIT_LOAD_EXTENSION', ...emulated];
export const sqliteLibraries = ['-lwasi-emulated-mman', '-lwasi-emulated-getpid', '-lwasi-emulated-signal'];

/** The folder with sqlite3.c and sqlite3.h; it is kept in `cache`. */
export function getSqlite(cache) {
  const folder = join(cache, sqlite);
  const sources = join(folder, 'package', 'deps', 'sqlite3');
  if (existsSync(join(sources, 'sqlite3.c'))) return sources;
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const packed = execFileSync('npm', ['pack', '--silent', sqlite], { cwd: partial, encoding: 'utf8' }).trim();
  execFileSync('tar', ['-xzf', packed], { cwd: partial });
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  return sources;
}
