/**
 * Reads files out of a tar archive (POSIX ustar, as the sysroot of `@yowasp/clang` is packed): headers of 512 bytes, each
 * followed by the content, filled up to the next 512. Contents are views. Anything but a plain file is passed over.
 * Not here: long names in extension headers; a name has 100 bytes and a prefix of 155.
 */

const blockSize = 512;

/** Files by path, of those that `wanted` picks. Throws RangeError when the archive ends inside a file. */
export function readTar(bytes: Uint8Array, wanted: (path: string) => boolean): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let at = 0;
  while (at + blockSize <= bytes.length && bytes[at] !== 0) {
    const header = bytes.subarray(at, at + blockSize);
    const sizeBytes = Number.parseInt(text(header, 124, 12), 8);
    const content = at + blockSize;
    if (!Number.isSafeInteger(sizeBytes) || content + sizeBytes > bytes.length) {
      throw new RangeError(`tar archive: the file at offset ${at} does not fit`);
    }
    const path = pathOf(header);
    if (isFile(header) && wanted(path)) files.set(path, bytes.subarray(content, content + sizeBytes));
    at = content + Math.ceil(sizeBytes / blockSize) * blockSize;
  }
  return files;
}

function pathOf(header: Uint8Array): string {
  const prefix = text(header, 345, 155);
  return prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`;
}

function isFile(header: Uint8Array): boolean {
  return header[156] === 0 || header[156] === 0x30;
}

/** A field: up to its first zero. */
function text(header: Uint8Array, offset: number, length: number): string {
  const field = header.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return Buffer.from(end < 0 ? field : field.subarray(0, end)).toString('utf8');
}
