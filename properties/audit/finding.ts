/** What an audit finds: one relocation site, or one payload, that is not as the inputs demand. */
export interface AuditFinding {
  /** Short and stable: `MEMORY_ADDR_SLEB.code.value`. The same for the same bug. */
  readonly key: string;
  /** For people: which site, what was demanded, what stands there. */
  readonly message: string;
  /** What is behind it, where that can be told: the same for every kind of site. */
  readonly cause?: string;
  /** The input object, where there is one. */
  readonly object?: string;
  /** Section of the input and offset in its content. */
  readonly section?: string;
  readonly offset?: number;
}

/** What is wrong, before it is known where. */
export interface Problem {
  /** The last word of a key. */
  readonly key: string;
  readonly message: string;
  readonly cause?: string;
}

/** What more than one judge finds out. */
export const segmentTwice = 'data: a segment is at two places';
const misaligned = 'data: a segment is not aligned';

export const notAligned = (message: string): Problem => ({ key: 'alignment', message, cause: misaligned });

export const problem = (key: string, message: string, cause?: string): Problem => ({
  key,
  message,
  ...(cause === undefined ? {} : { cause }),
});
