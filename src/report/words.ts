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

/** `412 MiB, +1.2 MiB an hour (over 240 minutes), +0.1 MiB per 10,000 cases`; what a minute says of an hour is left out. */
export function memoryText({
  rssMiB,
  overMs,
  mibPerHour,
  mibPer10kCases,
}: NonNullable<CampaignReport['memory']>): string {
  const now = `${grouped(rssMiB)} MiB`;
  if (overMs < 60_000) return now;
  const signed = (value: number) => `${value < 0 ? '' : '+'}${value}`;
  const over = `over the last ${grouped(overMs / 60_000)} min`;
  return `${now}; ${over} ${signed(mibPerHour)} MiB an hour, ${signed(mibPer10kCases)} MiB per 10,000 cases`;
}

/** How a finding stands, before its name: by a history, or by its own replays. */
export function standingText({
  life,
  replayed,
}: Pick<CampaignReport['findings'][number], 'life' | 'replayed'>): string {
  const word = life ?? (replayed === 'both' ? 'comes and goes' : undefined);
  return word === undefined ? '' : `${word}: `;
}
