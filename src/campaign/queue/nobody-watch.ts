/**
 * Tells when nobody serves a queue on which work waits: at the start, and when the last worker has gone in the middle of a
 * campaign. Once each time; what waits is not lost.
 * Not here: where the sentence goes (`src/cli/fuzz.ts`).
 */

/** Longer than workers take that are started with the campaign, or anew. */
const patienceMs = 5_000;

/** `workers`: how many there are; undefined when nobody can say. Ends with what it returns. */
export function watchForNobody(workers: () => Promise<number | undefined>, onNobody: () => void): () => void {
  let wasServed = true;
  const timer = setInterval(async () => {
    const count = await workers();
    if (count === undefined) return;
    if (count === 0 && wasServed) onNobody();
    wasServed = count > 0;
  }, patienceMs);
  return () => clearInterval(timer);
}
