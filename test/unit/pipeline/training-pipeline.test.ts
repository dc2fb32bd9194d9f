import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { trainingSteps } from '../../../lambdas/contracts/gate-call';
import { gatePolicySchema } from '../../../lambdas/contracts/gate-policy';
import { trainingParameters } from '../../../lambdas/contracts/training-parameters';
import type { PipelineDefinition, Step } from '../../../pipeline/definition/definition';
import { trainingPipeline } from '../../../pipeline/definition/training-pipeline';
import { definitionProblems } from '../../../pipeline/definition/validate-definition';
import { placeSteps } from '../../../pipeline/definition/validation/scope';
import { networked, planWith, site, tracked } from './training-sites';

const withBackbone = { backbone: 'backbones/resnet-18/backbone.onnx', preparation: { colour: 'rgb' } };
const variants: [string, PipelineDefinition][] = [
  ['one training job', trainingPipeline(planWith(), site)],
  ['a network and tags', trainingPipeline(planWith(), networked)],
  ['a tuning job', trainingPipeline(planWith({ tuningJobs: 20 }), site)],
  ['tracking', trainingPipeline(planWith(), tracked)],
  ['tracking of a tuning job', trainingPipeline(planWith({ tuningJobs: 20 }), tracked)],
  ['no cache', trainingPipeline(planWith({ cacheDays: 0 }), site)],
  [
    'preparation and hyper-parameters',
    trainingPipeline(planWith({ preparation: { input_side: 56, colour: 'rgb' }, hyperParameters: { seed: 7 } }), site),
  ],
  ['a backbone', trainingPipeline(planWith(withBackbone), site)],
  ['a backbone and tuning', trainingPipeline(planWith({ ...withBackbone, tuningJobs: 20 }), site)],
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
    'Declined Condition',
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
  expect(given.TrainingJobDefinition.StaticHyperParameters).toMatchObject({ seed: '3' });
  expect(given.TrainingJobDefinition.StaticHyperParameters).not.toHaveProperty('learning_rate');
  expect(given.HyperParameterTuningJobConfig.ParameterRanges.CategoricalParameterRanges).toEqual([
    { Name: 'hidden_units', Values: ['256', '512', '1024'] },
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

describe('a backbone', () => {
  const trained = (settings: Parameters<typeof planWith>[0]) => {
    const { Arguments: given } = stepOf(trainingPipeline(planWith(settings), site), trainingSteps.train);
    const job = given.TrainingJobDefinition ?? given;
    return {
      channels: job.InputDataConfig.map(({ ChannelName }: any) => ChannelName),
      backbone: job.InputDataConfig[2]?.DataSource.S3DataSource,
      asked: (job.HyperParameters ?? job.StaticHyperParameters)['backbone'],
    };
  };

  it.each([
    ['training job', withBackbone],
    ['tuning job', { ...withBackbone, tuningJobs: 20 }],
  ])('is a third channel of the %s, with what lies beside it', (_, settings) => {
    const { channels, backbone, asked } = trained(settings);
    expect(channels).toEqual(['train', 'validation', 'backbone']);
    expect(backbone).toMatchObject({ S3DataType: 'S3Prefix', S3Uri: 's3://models-bucket/backbones/resnet-18/' });
    expect(asked).toBe('onnx');
  });

  it('arrives under the name that the container reads', () => {
    const folder = join(__dirname, '..', '..', '..', 'pipeline', 'container', 'everloop_container');
    const code = readFileSync(join(folder, 'workloads', 'product_images', 'backbone.py'), 'utf8');
    expect(code).toContain(`FILE = "${withBackbone.backbone.split('/').at(-1)}"`);
    expect(code).toContain(`CHANNEL = "${trained(withBackbone).channels[2]}"`);
  });

  it('is left out where none is set', () => {
    expect(trained({})).toEqual({ channels: ['train', 'validation'], backbone: undefined, asked: undefined });
  });

  it('gives way to hyper-parameters that say otherwise', () => {
    expect(trained({ ...withBackbone, hyperParameters: { backbone: 'none' } }).asked).toBe('none');
  });

  it('goes to training only: the model carries it from there', () => {
    const definition = trainingPipeline(planWith(withBackbone), tracked);
    const holding = definition.Steps.filter(step => JSON.stringify(step).includes('backbones/'));
    expect(holding.map(({ Name }) => Name)).toEqual(['Train']);
    expect(stepOf(definition, trainingSteps.train)['CacheConfig']).toMatchObject({ Enabled: true });
  });
});

describe('tracking', () => {
  const definition = trainingPipeline(planWith(), tracked);
  const track = stepOf(definition, trainingSteps.track)['Arguments'];
  const words = JSON.stringify(track.AppSpecification.ContainerArguments);

  it('is left out where it is off', () => {
    expect(JSON.stringify(plain)).not.toContain(trainingSteps.track);
  });

  it('is the only job with a network, and runs as a role of its own', () => {
    const jobs = definition.Steps.filter(({ Type }) => Type === 'Processing').map(({ Name, Arguments }: any) => [
      Name,
      Arguments.NetworkConfig.EnableNetworkIsolation,
      Arguments.RoleArn,
    ]);
    expect(jobs).toEqual([
      ['Prepare', true, site.roles.processing],
      ['Evaluate', true, site.roles.processing],
      ['Track', false, tracked.tracking?.roleArn],
    ]);
  });

  it('stands beside registration: nothing that registers waits for it', () => {
    const needs = JSON.stringify([
      stepOf(definition, 'Passed')['Arguments'].Conditions,
      stepOf(definition, 'Register'),
    ]);
    expect(needs).not.toContain('Track');
    expect(words).toContain("Steps.Gate.OutputParameters['verdict']");
  });

  it('has ended before a refusal ends the execution', () => {
    expect(stepOf(definition, trainingSteps.refused)['DependsOn']).toEqual(['Track']);
    expect(stepOf(plain, trainingSteps.refused)['DependsOn']).toBeUndefined();
  });

  it('is not cached: each execution becomes a run', () => {
    expect(stepOf(definition, trainingSteps.track)['CacheConfig']).toBeUndefined();
    expect(words).toContain('Execution.PipelineExecutionArn');
  });

  it('says who asked, for what data, with which result', () => {
    const tags = track.AppSpecification.ContainerArguments.filter((one: any) => one['Std:Join']);
    expect(tags.map((one: any) => one['Std:Join'].Values[0])).toEqual(
      [
        'verdict',
        'correlationId',
        'datasetManifestId',
        'commit',
        'artifactSha256',
        'contentSha256',
        'championVersion',
        'trainingJob',
      ].map(name => `${name}=`),
    );
  });

  it('sees figures and the model, no pictures', () => {
    const inputs = track.ProcessingInputs.map((one: any) => one.InputName);
    expect(inputs).toEqual(['report', 'evaluation', 'model', 'training', 'card']);
    expect(JSON.stringify(track)).not.toContain('curated-bucket');
  });

  it('is told the tuning job, whose trials become nested runs', () => {
    const tuned = trainingPipeline(planWith({ tuningJobs: 20 }), tracked);
    const given = JSON.stringify(stepOf(tuned, trainingSteps.track)['Arguments'].AppSpecification.ContainerArguments);
    expect(given).toContain('"--tuning-job",{"Get":"Steps.Train.HyperParameterTuningJobName"}');
    expect(words).not.toContain('--tuning-job');
  });

  it('is stopped after fifteen minutes, whatever a training may take', () => {
    expect(track.StoppingCondition).toEqual({ MaxRuntimeInSeconds: 900 });
  });
});
