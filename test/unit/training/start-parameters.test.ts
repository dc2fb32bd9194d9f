import { startParameters } from '../../../lambdas/domain/training/start-parameters';
import { version } from '../registry/fixtures';

const asked = { datasetId: 'd', correlationId: 'c', champion: null };

it('passes on what a person sets', () => {
  expect(startParameters({ ...asked, more: { TrainingInstanceType: 'ml.m5.2xlarge' } })).toEqual({
    DatasetManifestId: 'd',
    CorrelationId: 'c',
    TrainingInstanceType: 'ml.m5.2xlarge',
  });
});

it.each(['DatasetManifestId', 'CorrelationId', 'ChampionVersion', 'ChampionModelUri', 'Commit'])(
  'lets nobody set %s, which tells what the execution is',
  name => {
    expect(() => startParameters({ ...asked, more: { [name]: 'x' } })).toThrow(
      `parameter must be one that a person may set, got ${name}`,
    );
  },
);

it('refuses a champion without a model', () => {
  expect(() => startParameters({ ...asked, champion: version })).toThrow(/champion must have a model, got none/);
});
