/** What a dashboard makes of a campaign's folder: whether it runs, and since when nothing new came. */
import { describe, expect, it } from 'vitest';
import { emptyTally } from '../campaign/engine/tally.ts';
import { type CampaignFolder, campaignView } from './dashboard.ts';
import { exampleCampaign } from './html/example-pages.fixture.tsx';

type Point = [seconds: number, cases: number, features: number, findings: number];

/** A campaign at 60 s and 900 cases, that has seen two features. */
function folder(points: readonly Point[], more: Partial<CampaignFolder> = {}): CampaignFolder {
  const tally = { ...emptyTally, cases: 900, features: { weak: 5, alias: 1 } };
  const part = { shard: { index: 1, of: 1 }, nextIndex: 900, elapsedMs: 60_000, tally, unlogged: {}, warnings: [] };
  const timeline = points.map(([seconds, cases, features, findings]) => ({
    ...{ elapsedMs: seconds * 1_000, cases, features, findings },
    ...{ rssMiB: 1, heapMiB: 1 },
  }));
  const progress = {
    ...{ schemaVersion: 2 as const, linksmith: '0', profile: 'plain', seed: 1, targets: ['ld'], versions: {} },
    ...{ parts: [part], findings: [], timeline: { everyMs: 1_000, points: timeline } },
  };
  const empty = { report: undefined, stored: new Set<string>(), lives: new Map(), savedAgoMs: 0 };
  return { directory: 'out', progress, tally, ...empty, ...more };
}

describe('campaignView', () => {
  it.each<[string, Point[], number | undefined, number | undefined]>([
    ['nothing was new yet but what is now', [], 0, undefined],
    [
      'each count has its own last',
      [
        [10, 100, 1, 0],
        [20, 300, 2, 1],
        [40, 700, 2, 1],
      ],
      40,
      40,
    ],
    [
      'what fell is not new',
      [
        [10, 100, 2, 1],
        [30, 500, 2, 0],
      ],
      50,
      50,
    ],
    [
      'a finding after the features',
      [
        [10, 100, 2, 0],
        [30, 500, 2, 1],
      ],
      50,
      30,
    ],
  ])('says since when nothing new came: %s', (_, points, feature, finding) => {
    const { sinceNewFeature, sinceNewFinding } = campaignView(folder(points));
    const seconds = [sinceNewFeature, sinceNewFinding].map((since) => since && since.elapsedMs / 1_000);
    expect(seconds).toEqual([feature, finding]);
  });

  it('tells the speed of the whole time from that of the last stretch', () => {
    const { casesPerSecond, casesPerSecondLately } = campaignView(
      folder([
        [10, 100, 2, 0],
        [30, 800, 2, 0],
      ]),
    );
    expect([casesPerSecond, casesPerSecondLately]).toEqual([15, 35]);
  });

  it.each<[Partial<CampaignFolder>, string]>([
    [{ savedAgoMs: 2_000 }, 'running'],
    [{ savedAgoMs: 61_000 }, 'silent'],
    [{ savedAgoMs: 61_000, report: { ...exampleCampaign, cases: 900 } }, 'ended'],
    // It goes on after its end.
    [{ savedAgoMs: 2_000, report: { ...exampleCampaign, cases: 800 } }, 'running'],
  ])('knows whether it runs (%#)', (more, kind) => {
    expect(campaignView(folder([], more)).state.kind).toBe(kind);
  });
});
