/** Words and figures that the texts and the pages have in common. */
import type { CampaignReport } from './json.ts';

export function canaryText(canary: CampaignReport['canary']): string {
  switch (canary.kind) {
    case 'found':
      return `found by ${canary.property}`;
    case 'missed':
      return `missed: ${canary.reason}`;
    case 'interrupted':
      return 'interrupted';
  }
}

/** `R_WASM_MEMORY_ADDR_LEB` without what all of them begin with. */
export const shortKind = (kind: string): string => kind.replace(/^R_WASM_/, '');

/** The nearest whole number, as 1,234,567. */
export const grouped = (value: number): string => Math.round(value).toLocaleString('en-US');

/** How a finding stands, before its name: by a history, or by its own replays. */
export function standingText({
  life,
  replayed,
}: Pick<CampaignReport['findings'][number], 'life' | 'replayed'>): string {
  const word = life ?? (replayed === 'both' ? 'comes and goes' : undefined);
  return word === undefined ? '' : `${word}: `;
}
