/**
 * The linker's `FileAccess` on the real disk, with the system's reasons in the words that LLVM's tools use for them, and
 * the one way in which the program writes a file: whole or not at all, so that a failed link leaves the old output.
 */

import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import type { FileAccess } from '../linker/options.ts';

export const diskFiles: FileAccess = {
  read(path) {
    try {
      // A plain array of bytes: `slice` of a Buffer would share memory.
      const { buffer, byteOffset, byteLength } = isReplaceable(path) ? readFileSync(path) : readStream(path);
      return new Uint8Array(buffer, byteOffset, byteLength);
    } catch (error) {
      return systemReason(error);
    }
  },
  exists: (path) => existsSync(path),
  checkWritable(path) {
    return attempt(() => {
      if (!isReplaceable(path)) return;
      const [file, temporary] = openTemporary(path, 0o666);
      closeSync(file);
      unlinkSync(temporary);
    });
  },
};

/** Replaces or makes the file, `mode` less the umask; a device or pipe is written to. The reason when that fails. */
export function writeWhole(path: string, bytes: Uint8Array | string, mode: number): string | undefined {
  return attempt(() => {
    if (!isReplaceable(path)) writeFileSync(path, bytes);
    else replace(path, bytes, mode);
  });
}

/** What a pipe may give: devices such as `/dev/zero` have no end. */
const maximumStreamBytes = 256 << 20;

function readStream(path: string): Buffer {
  const file = openSync(path, 'r');
  const chunks: Buffer[] = [];
  try {
    for (let size = 0; ; ) {
      const chunk = Buffer.allocUnsafe(1 << 16);
      const got = readSync(file, chunk);
      if (got === 0) return Buffer.concat(chunks, size);
      chunks.push(chunk.subarray(0, got));
      size += got;
      if (size > maximumStreamBytes) throw Object.assign(new Error(), { code: 'EFBIG' });
    }
  } finally {
    closeSync(file);
  }
}

function replace(path: string, bytes: Uint8Array | string, mode: number): void {
  const [file, temporary] = openTemporary(path, mode);
  try {
    writeFileSync(file, bytes);
    renameSync(temporary, path);
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Beside the file, so that the renaming stays inside one file system. */
function openTemporary(path: string, mode: number): readonly [number, string] {
  // `node:crypto` would take longer to load than the file to write; `wx` keeps two links of one process apart.
  const temporary = `${path}.tmp${process.pid.toString(36)}${Math.random().toString(36).slice(2, 8)}`;
  return [openSync(temporary, 'wx', mode), temporary];
}

/** A plain file, or nothing yet. Throws for a folder. */
function isReplaceable(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
  return stat === undefined || stat.isFile();
}

function attempt(action: () => void): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return systemReason(error);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EEXIST: 'File exists',
  EFBIG: 'File too large',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  EMFILE: 'Too many open files',
  ENAMETOOLONG: 'File name too long',
  ENOENT: 'No such file or directory',
  ENOSPC: 'No space left on device',
  ENOTDIR: 'Not a directory',
  ENXIO: 'No such device or address',
  EPERM: 'Operation not permitted',
  EPIPE: 'Broken pipe',
  // A name with a NUL, which no system takes.
  ERR_INVALID_ARG_VALUE: 'Invalid argument',
  EROFS: 'Read-only file system',
};

/** In LLVM's words where it has some. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return reasons[code] ?? error.message;
}
