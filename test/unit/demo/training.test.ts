import type { Photo, PhotoSource, Split } from '../../../cli/demo/photos/photo';
import { collectTraining } from '../../../cli/demo/training/collect-training';
import { heldOut, partOf } from '../../../cli/demo/training/hold-out';
import type { TrainedModel } from '../../../cli/demo/training/train-model';
import { publishedBeside, trainingFigures } from '../../../cli/demo/training/training-figures';
import { classTable } from '../../../cli/demo/training/training-text';
import { Output } from '../../../cli/output/output';
import { renderReport } from '../../../cli/report/report-page';
import { trainingSection } from '../../../cli/report/training-section';
import type { TrainingResult } from '../../../cli/training/training-result';
import { evaluation, version } from '../registry/fixtures';
import { pageFaults } from '../report/page-structure';

const photos: Photo[] = Array.from({ length: 1000 }, (_, index) => ({
  label: 'bags',
  id: `bags/${index}`,
  path: `${index}`,
}));
const source: PhotoSource = {
  name: 'folder',
  description: 'mine',
  licence: 'mine',
  async *photos(count) {
    yield* photos.slice(0, count);
  },
};
const idsOf = async (split: Split, count = 1000) => {
  const ids: string[] = [];
  for await (const { id } of partOf(source, split).photos(count, 1)) ids.push(id);
  return ids;
};

it('holds out a fifth of photos that have no test set, and a tenth to be sent as traffic', async () => {
  const [train, golden, traffic] = [await idsOf('train'), await idsOf('test'), await idsOf('traffic')];
  expect(golden.length / 1000).toBeCloseTo(heldOut.test, 1);
  expect(traffic.length / 1000).toBeCloseTo(heldOut.traffic, 1);
  expect(new Set([...train, ...golden, ...traffic]).size).toBe(1000);
  expect(train.length + golden.length + traffic.length).toBe(1000);
  expect(await idsOf('test', 7)).toEqual(golden.slice(0, 7));
});

const result: TrainingResult = {
  seconds: 31.5,
  steps: [
    { name: 'Prepare', seconds: 0, cached: true },
    { name: 'Train', seconds: 5.2, cached: false },
  ],
  version: { ...version, version: 2 },
  isNew: true,
  evaluation: {
    ...evaluation,
    challenger: {
      ...evaluation.challenger,
      golden: {
        ...evaluation.challenger.golden!,
        confusion: [
          [19, 1],
          [1, 9],
        ],
      },
    },
  },
};
const model: TrainedModel = { result, figures: trainingFigures(result, 'm'.repeat(64)), correlationId: 'person-1' };

it('writes what readers of demo.json expect', () => {
  expect(model.figures).toEqual({
    manifestId: 'm'.repeat(64),
    pipelineSeconds: 31.5,
    macroF1: 0.9749,
    perClass: {
      footwear: { recall: 0.9996, precision: 0.99, npv: 0.97, support: 20 },
      bags: { recall: 0.9, precision: 0.99, npv: 0.97, support: 10 },
    },
    version: 2,
    approvalStatus: 'PendingManualApproval',
  });
});

it('shows published figures beside Fashion-MNIST of the same classes only', () => {
  expect(publishedBeside(model.figures, true)?.['bags']).toEqual({ recall: 0.99, precision: 0.99, npv: 1 });
  expect(publishedBeside(model.figures, false)).toBeUndefined();
  const own = { ...model.figures, perClass: { hats: { recall: 1, precision: 1, npv: 1, support: 1 } } };
  expect(publishedBeside(own, true)).toBeUndefined();
});

it('cuts shares, so that none looks as if it reached a goal that it missed', () => {
  const output = new Output({ stdout: { write: () => true }, stderr: { write: () => true } });
  const text = classTable(model, true, output);
  expect(text).toMatch(/footwear +0\.999 +0\.990 +0\.970 +20 +1\.00 1\.00 1\.00/);
  expect(classTable(model, false, output)).not.toContain('published');
});

it('draws scores, confusion, durations and what to do next', () => {
  const section = trainingSection(collectTraining(model, { isFashionMnist: true }));
  expect(pageFaults(renderReport({ title: 't', generatedAt: new Date(0), sections: [section] }))).toEqual([]);
  const { markup } = section.body;
  expect(markup).toContain('What was taken for what');
  expect(markup).toMatch(/<td class="number wrong">1<\/td>/);
  expect(markup).toContain('taken from an earlier execution');
  expect(markup).toContain('npx everloop approve product-images 2 --why &quot;YOUR REASON&quot;');
});

it('asks nobody to approve what was approved meanwhile', () => {
  const { markup } = trainingSection(collectTraining(model, { isFashionMnist: true, decided: 'Approved' })).body;
  expect(markup).not.toContain('npx everloop approve');
  expect(markup).toContain('approved');
});
