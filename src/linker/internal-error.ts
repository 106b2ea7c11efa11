/** A bug of the linker itself, never of its input. Nothing in the linker catches it. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
}
