/** A campaign as JSON lines, for programs that read as they go: the campaign first, then each finding. */
import type { CampaignReport } from './json.ts';

export function jsonLines({ findings, ...campaign }: CampaignReport): string {
  const { schemaVersion } = campaign;
  const lines = [
    { kind: 'campaign', ...campaign },
    ...findings.map((finding) => ({ kind: 'finding', schemaVersion, ...finding })),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
