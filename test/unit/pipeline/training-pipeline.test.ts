import { trainingSteps } from '../../../lambdas/contracts/gate-call';
import { gatePolicySchema } from '../../../lambdas/contracts/gate-policy';
import { trainingParameters } from '../../../lambdas/contracts/training-parameters';
import type { PipelineDefinition, Step } from '../../../pipeline/definition/definition';
import { trainingPipeline } from '../../../pipeline/definition/training-pipeline';
import { definitionProblems } from '../../../pipeline/definition/validate-definition';
import { placeSteps } from '../../../pipeline/definition/validation/scope';
import { networked, planWith, site } from './training-sites';

const variants: [string, PipelineDefinition][] = [
  ['one training job', trainingPipeline(planWith(), site)],
  ['a network and tags', trainingPipeline(planWith(), networked)],
  ['a tuning job', trainingPipeline(planWith({ tuningJobs: 20 }), site)],
  ['no cache', trainingPipeline(planWith({ cacheDays: 0 }), site)],
  [
    'preparation and hyper-parameters',
    trainingPipeline(planWith({ preparation: { input_side: 56, colour: 'rgb' }, hyperParameters: { seed: 7 } }), site),
  ],
];

const stepOf = (definition: PipelineDefinition, name: string): Readonly<Record<string, any>> => {
  const found = placeSteps(definition.Steps, 'Steps').find(step => step.name === name);
  if (!found) throw new Error(`no step ${name}`);
  return found.step;
};
const [, plain] = variants[0]!;

it.each(variants)('is sound by the official API model with %s', (_, definition) => {
  expect(definitionProblems(definition)).toEqual([]);
});

it('is the same document, byte for byte, whatever the order of settings', () => {
  const one = planWith({ preparation: { input_side: 56, colour: 'rgb' }, hyperParameters: { seed: 7, epochs: 3 } });
  const other = planWith({ hyperParameters: { epochs: 3, seed: 7 }, preparation: { colour: 'rgb', input_side: 56 } });
  expect(JSON.stringify(trainingPipeline(one, site))).toBe(JSON.stringify(trainingPipeline(other, site)));
});

it('goes from pictures to a version that waits for a person', () => {
  expect(plain.Steps.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
    'Prepare Processing',
    'Train Training',
    'Evaluate Processing',
    'Gate Lambda',
    'Passed Condition',
  ]);
  expect(stepOf(plain, trainingSteps.register)['Arguments']).toMatchObject({
    ModelApprovalStatus: 'PendingManualApproval',
    CustomerMetadataProperties: { correlationId: { Get: 'Parameters.CorrelationId' } },
  });
  expect(stepOf(plain, trainingSteps.refused)['Type']).toBe('Fail');
});

it('keeps out of cached steps what says who asked for it', () => {
  const asking = [
    trainingParameters.correlationId,
    trainingParameters.commit,
    trainingParameters.championVersion,
    trainingParameters.gateOverrides,
  ];
  const cached = placeSteps(plain.Steps, 'Steps').filter(({ step }) => step['CacheConfig'] !== undefined);
  expect(cached.map(({ name }) => name)).toEqual(['Prepare', 'Train', 'Evaluate']);
  for (const { name, step } of cached) {
    const text = JSON.stringify(step);
    for (const parameter of asking) expect([name, text.includes(`Parameters.${parameter}`)]).toEqual([name, false]);
  }
  const gate = JSON.stringify(stepOf(plain, trainingSteps.gate));
  for (const parameter of asking) expect(gate).toContain(`Parameters.${parameter}`);
});

it.each(variants)('isolates and encrypts every job with %s', (_, definition) => {
  for (const name of [trainingSteps.prepare, trainingSteps.evaluate]) {
    expect(stepOf(definition, name)['Arguments']).toMatchObject({
      NetworkConfig: { EnableNetworkIsolation: true, EnableInterContainerTrafficEncryption: true },
      ProcessingResources: { ClusterConfig: { VolumeKmsKeyId: site.kmsKeyId } },
      ProcessingOutputConfig: { KmsKeyId: site.kmsKeyId },
      StoppingCondition: { MaxRuntimeInSeconds: 7200 },
    });
  }
  const { Arguments: given } = stepOf(definition, trainingSteps.train);
  expect(given.TrainingJobDefinition ?? given).toMatchObject({
    EnableNetworkIsolation: true,
    EnableInterContainerTrafficEncryption: true,
    ResourceConfig: { VolumeKmsKeyId: site.kmsKeyId },
    OutputDataConfig: { KmsKeyId: site.kmsKeyId },
    StoppingCondition: { MaxRuntimeInSeconds: 7200 },
  });
});

it('trains on a manifest, never on a prefix of pictures', () => {
  const { ProcessingInputs: inputs } = stepOf(plain, trainingSteps.prepare)['Arguments'];
  const files = inputs.find((one: Step) => one['InputName'] === 'files').S3Input;
  expect(files.S3DataType).toBe('ManifestFile');
  expect(JSON.stringify(files.S3Uri)).toContain('Parameters.DatasetManifestId');
  expect(JSON.stringify(plain.Steps)).not.toContain('curated-bucket');
});

it('gives the gate the policy of the configuration', () => {
  const { policy } = stepOf(plain, trainingSteps.gate)['Arguments'];
  expect(gatePolicySchema.parse(JSON.parse(policy))).toEqual(planWith().gate);
});

it('takes the best job of a tuning run, and its budget as a parameter', () => {
  const definition = trainingPipeline(
    planWith({ tuningJobs: 20, hyperParameters: { learning_rate: 0.1, seed: 3 } }),
    site,
  );
  expect(definition.Parameters.find(({ Name }) => Name === 'TuningJobs')).toMatchObject({ DefaultValue: 20 });
  const { Arguments: given } = stepOf(definition, trainingSteps.train);
  expect(given.TrainingJobDefinition.StaticHyperParameters).toEqual({ seed: '3' });
  expect(given.HyperParameterTuningJobConfig.ParameterRanges.CategoricalParameterRanges).toEqual([
    { Name: 'hidden_units', Values: ['128', '256', '512'] },
  ]);
  const inputs = stepOf(definition, trainingSteps.evaluate)['Arguments'].ProcessingInputs;
  expect(JSON.stringify(inputs[1])).toContain('Steps.Train.BestTrainingJob.TrainingJobName');
});

it('names no instance of its own: the execution chooses', () => {
  const text = JSON.stringify(plain.Steps);
  expect(text).not.toMatch(/"ml\./);
  expect(plain.Parameters.find(({ Name }) => Name === 'TrainingInstanceType')).toMatchObject({
    DefaultValue: 'ml.m5.xlarge',
  });
});
