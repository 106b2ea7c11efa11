/**
 * binaryen, loaded once when it is first needed (half a second), with what it prints caught: it binds `console.error` when
 * it is loaded and has no other way to be told where its messages go.
 */
export type Binaryen = typeof import('binaryen')['default'];

export interface LoadedBinaryen {
  readonly binaryen: Binaryen;
  /** What it has printed so far; whoever is interested empties it first. */
  readonly printed: string[];
}

let loading: Promise<LoadedBinaryen> | undefined;

export function loadBinaryen(): Promise<LoadedBinaryen> {
  loading ??= importBinaryen();
  return loading;
}

async function importBinaryen(): Promise<LoadedBinaryen> {
  const printed: string[] = [];
  const { error } = console;
  let isLoading = true;
  console.error = (...words: unknown[]) => {
    if (isLoading) error(...words);
    else printed.push(words.join(' '));
  };
  try {
    const { default: binaryen } = await import('binaryen');
    return { binaryen, printed };
  } finally {
    isLoading = false;
    console.error = error;
  }
}
