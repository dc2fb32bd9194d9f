import type { ClassifiedPhoto } from '../../../cli/demo/release/classify-traffic';
import { releaseFigures } from '../../../cli/demo/release/release-figures';
import { releaseText } from '../../../cli/demo/release/release-text';
import { releaseTimes } from '../../../cli/demo/release/release-times';
import { Output } from '../../../cli/output/output';
import { releaseSection } from '../../../cli/report/release-section';
import { renderReport } from '../../../cli/report/report-page';
import type { PredictionRecord } from '../../../lambdas/contracts/prediction-record';
import type { TrailEvent } from '../../../lambdas/domain/trail/trail-event';
import { pageFaults } from '../report/page-structure';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, seconds)).toISOString();
const event = (seconds: number, rest: Partial<TrailEvent>): TrailEvent => ({
  workload: 'product-images',
  id: `${seconds}`,
  time: at(seconds),
  kind: 'stage',
  subject: 'Test',
  status: 'Succeeded',
  ...rest,
});
const story = [
  event(10, { kind: 'version', subject: '2', status: 'Approved' }),
  event(14, { executionId: 'mine' }),
  event(16, { kind: 'decision', subject: 'Approval', status: 'Approved', executionId: 'mine' }),
  event(19, { kind: 'deployment', subject: 'production 2', status: 'Serving' }),
  event(20, { kind: 'release', subject: 'version 2', status: 'Verified', executionId: 'mine' }),
];

describe('the times of a release', () => {
  it('are those of the trail, whatever the order of its events', () => {
    const expected = { preProductionSeconds: 4, productionSeconds: 3, verified: true, isComplete: true };
    expect(releaseTimes(story, 2)).toEqual(expected);
    expect(releaseTimes([...story].reverse(), 2)).toEqual(expected);
  });

  it('leave out what other releases did, of the same version too', () => {
    const earlier = story.map(one => ({ ...one, id: `e${one.id}`, time: at(-60), executionId: 'earlier' }));
    const other = event(18, { kind: 'deployment', subject: 'production 1', status: 'Serving' });
    expect(releaseTimes([...earlier, ...story, other], 2)).toEqual(releaseTimes(story, 2));
  });

  it('are incomplete until the release was verified', () => {
    expect(releaseTimes(story.slice(0, -1), 2)).toMatchObject({ verified: false, isComplete: false });
    expect(releaseTimes([], 2)).toMatchObject({ preProductionSeconds: null, productionSeconds: null });
  });
});

const photo = (actual: string, label: string | null, modelVersion = 2): ClassifiedPhoto => ({
  key: 'incoming/product-images/run/a.jpg',
  actual,
  prediction: { label, score: 0.9, modelVersion } as PredictionRecord,
});
const photos = [
  photo('bags', 'bags'),
  photo('bags', 'footwear'),
  photo('footwear', 'footwear'),
  photo('footwear', 'footwear'),
  photo('bags', null),
];
const traffic = { photos, sent: 6, quarantined: 1, lost: 0, seconds: 3.5 };
const classFolders = { bags: 1, footwear: 3, hats: 0 };
const figures = releaseFigures({ version: 2, times: releaseTimes(story, 2), traffic, classFolders });

describe('the figures of classified photos', () => {
  it('count a photo as right only in the folder of what it shows', () => {
    expect(figures).toMatchObject({ version: 2, verified: true, accuracy: 0.6, photos: 6, quarantined: 1, lost: 0 });
    expect(figures.perClass).toEqual({
      bags: { photos: 3, inFolder: 1, recall: 0.3333, precision: 1 },
      footwear: { photos: 2, inFolder: 3, recall: 1, precision: 0.6667 },
      hats: { photos: 0, inFolder: 0, recall: null, precision: null },
    });
  });

  it('do not call a version verified when another one answered', () => {
    const mixed = { ...traffic, photos: [...photos, photo('bags', 'bags', 1)] };
    expect(releaseFigures({ version: 2, times: releaseTimes(story, 2), traffic: mixed, classFolders }).verified).toBe(
      false,
    );
  });

  it('are told with what was cut, not rounded', () => {
    const silent = { write: () => true };
    const text = releaseText(figures, new Output({ stdout: silent, stderr: silent }));
    expect(text).toMatch(/footwear +3 +2 +1\.000 +0\.666/);
    expect(text).toMatch(/hats +0 +0 +- +-/);
    expect(text).toContain('6 photos without a label, 1 quarantined, 0 lost, accuracy 0.600, 3.5 s');
  });
});

it('the report marks photos in a folder that is not theirs, and shows what a person would type', () => {
  const samples = [
    { name: 'a.jpg', thumbnail: null, actual: 'bags', score: 0.51 },
    { name: 'b.jpg', thumbnail: null, actual: 'footwear', score: 0.99 },
  ];
  const { perClass: _, ...rest } = figures;
  const row = { label: 'footwear', inFolder: 3, photos: 2, recall: 1, precision: 0.6667, samples };
  const approvals = [{ text: 'May it?', command: 'npx everloop approve product-images 2' }];
  const section = releaseSection({ ...rest, folders: [row], approvals, commands: [] });
  expect(pageFaults(renderReport({ title: 't', generatedAt: new Date(0), sections: [section] }))).toEqual([]);
  const { markup } = section.body;
  expect(markup.match(/class="wrong-photo"/g)).toHaveLength(1);
  expect(markup).toContain('a.jpg: shows bags, score 0.510');
  expect(markup).toContain('npx everloop approve product-images 2');
});
