import { Match, type Template } from 'aws-cdk-lib/assertions';
import { loopEventTypes } from '../../lambdas/contracts/loop-events';
import { defineConfig } from '../../lib/config/define-config';
import { plain, resourcesOf } from '../support/state-machines';
import { statementsOf } from '../support/statements';
import { synthesize, synthesizeWith } from '../support/synthesize';

let training: Template;
beforeAll(() => {
  training = synthesize('dev')['Training']!;
});

const pipelineOf = (template: Template) => {
  const [[, { Properties }]] = resourcesOf(template, 'AWS::SageMaker::Pipeline') as [[string, any]];
  const body = plain(Properties.PipelineDefinition.PipelineDefinitionBody).replaceAll(/<\{[^>]*\}>/g, 'reference');
  return { ...Properties, definition: JSON.parse(body) };
};
const stepOf = (template: Template, name: string) =>
  pipelineOf(template).definition.Steps.find((step: any) => step.Name === name);
const statements = (id: RegExp) => statementsOf(training, id);
const actionsOf = (id: RegExp) => statements(id).flatMap(({ Action }) => Action as string | string[]);
const texts = (value: unknown) => [value].flat().map(plain);

describe('the pipeline', () => {
  it('is named like the model package group, and runs with a role of its own', () => {
    expect(pipelineOf(training)).toMatchObject({
      PipelineName: 'everloop-dev-product-images',
      RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/PipelineproductimagesRole/), 'Arn'] },
      Tags: expect.arrayContaining([{ Key: 'everloop:environment', Value: 'dev' }]),
    });
  });

  it('gives each kind of job its own role, and the image by the hash of its source', () => {
    const prepare = stepOf(training, 'Prepare').Arguments;
    const train = stepOf(training, 'Train').Arguments;
    expect(prepare.RoleArn).toMatch(/JobsProcessing/);
    expect(train.RoleArn).toMatch(/JobsTraining/);
    expect(JSON.stringify(pipelineOf(training).PipelineDefinition)).toMatch(/container-assets-[^/"]*:[0-9a-f]{64}/);
  });

  it('puts jobs into the network that the configuration names, and into none otherwise', () => {
    const network = {
      vpcId: 'vpc-0a1b2c3d',
      availabilityZones: ['eu-central-1a'],
      privateSubnetIds: ['subnet-0a1b2c3d'],
    };
    const inside = synthesizeWith({ network })['Training']!;
    expect(stepOf(inside, 'Train').Arguments.VpcConfig.Subnets).toEqual(['subnet-0a1b2c3d']);
    expect(stepOf(training, 'Train').Arguments.VpcConfig).toBeUndefined();
    const interfaces = statementsOf(inside, /Jobs/).filter(({ Action }) => String(Action).includes('ec2:'));
    expect(interfaces).toHaveLength(2);
    expect(actionsOf(/Jobs/).filter(action => action.startsWith('ec2:'))).toEqual([]);
  });
});

describe('the role of a job', () => {
  const objects = (id: RegExp, action: string) =>
    statements(id)
      .filter(({ Action }) => [Action].flat().includes(action))
      .flatMap(({ Resource }) => texts(Resource))
      .map(arn => arn.replace(/^.*>\//, ''));

  it('can be taken on by SageMaker for this account only', () => {
    for (const [id, { Properties }] of resourcesOf(training, 'AWS::IAM::Role')) {
      if (!id.includes('Pipeline')) continue;
      expect(Properties.AssumeRolePolicyDocument.Statement).toEqual([
        expect.objectContaining({
          Principal: { Service: 'sagemaker.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
        }),
      ]);
    }
  });

  it('that prepares and scores reads the examples, data sets and models of its workload', () => {
    expect(objects(/JobsProcessing/, 's3:GetObject').sort()).toEqual([
      'datasets/product-images/*',
      'golden/product-images/*',
      'imported/product-images/*',
      'labelled/product-images/*',
      'training/no-champion/*',
      'training/product-images/*',
    ]);
  });

  it('that trains sees arrays only, no picture of anybody', () => {
    expect(objects(/JobsTraining/, 's3:GetObject')).toEqual(['training/product-images/*']);
  });

  it.each([/JobsProcessing/, /JobsTraining/])('writes below its workload only (%s)', id => {
    expect(objects(id, 's3:PutObject')).toEqual(['training/product-images/*']);
  });

  it('lists only below the prefixes that it reads', () => {
    const listing = statements(/Jobs/).filter(({ Action }) => Action === 's3:ListBucket');
    expect(listing.length).toBeGreaterThan(0);
    for (const { Condition } of listing) expect(Condition.StringLike['s3:prefix']).toBeDefined();
  });

  it('calls no API of SageMaker, passes no role, deletes nothing', () => {
    const actions = actionsOf(/Jobs/);
    expect(actions.filter(action => /^(sagemaker|iam|lambda):|Delete/.test(action))).toEqual([]);
    expect(actions).toContain('ecr:BatchGetImage');
  });

  it('uses the key through S3, and for volumes by grants of AWS services', () => {
    for (const { Action, Condition } of statements(/Jobs/).filter(({ Action }) => String(Action).includes('kms:'))) {
      if (Action === 'kms:DescribeKey') continue;
      const bound =
        Action === 'kms:CreateGrant'
          ? Condition.Bool['kms:GrantIsForAWSResource']
          : Condition.StringEquals['kms:ViaService'];
      expect(bound).toBeDefined();
    }
  });
});

describe('the role of the pipeline', () => {
  const id = /PipelineproductimagesRole/;

  it('hands on the roles of its jobs, to SageMaker only', () => {
    const [pass, ...others] = statements(id).filter(({ Action }) => Action === 'iam:PassRole');
    expect(others).toEqual([]);
    expect(texts(pass?.['Resource'])).toEqual([
      expect.stringMatching(/JobsProcessing/),
      expect.stringMatching(/JobsTraining/),
    ]);
    expect(pass?.['Condition']).toEqual({ StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } });
  });

  it('acts on jobs of pipelines, registers in its group, and writes no object', () => {
    const own = statements(id).filter(({ Action }) => String(Action).includes('sagemaker:'));
    const resources = own.flatMap(({ Resource }) => texts(Resource)).map(arn => arn.split(':').at(-1));
    expect([...new Set(resources)].sort()).toEqual([
      'model-package-group/everloop-dev-product-images',
      'model-package/everloop-dev-product-images/*',
      'processing-job/pipelines-*',
      'training-job/pipelines-*',
    ]);
    expect(actionsOf(id).filter(action => /s3:(Put|Delete)/.test(action))).toEqual([]);
  });
});

it('starts tuning jobs, whose names have no room for the prefix, only where the configuration tunes', () => {
  const config = defineConfig({
    environments: { dev: {} },
    workloads: { 'product-images': { training: { tuningJobs: 4 } } },
  });
  const tuning = synthesize('dev', config)['Training']!;
  const allowed = statementsOf(tuning, /PipelineproductimagesRole/).filter(({ Action }) =>
    String(Action).includes('TuningJob'),
  );
  expect(allowed.flatMap(({ Resource }) => texts(Resource))).toEqual([
    expect.stringMatching(/hyper-parameter-tuning-job\/\*-Train-\*$/),
  ]);
});

it('nobody here may approve a version', () => {
  expect(actionsOf(/./)).not.toContain('sagemaker:UpdateModelPackage');
});

describe('the gate', () => {
  it('is called by the pipeline, and reads and writes what training left', () => {
    expect(JSON.stringify(pipelineOf(training).PipelineDefinition)).toMatch(/TrainingGate/);
    const own = statements(/TrainingGateRole/);
    const called = own
      .flatMap(({ Action }) => Action as string | string[])
      .filter(action => /^(s3|sagemaker):/.test(action));
    expect(called.sort()).toEqual([
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
      'sagemaker:DescribeModelPackage',
      'sagemaker:DescribePipeline',
      'sagemaker:DescribePipelineExecution',
      'sagemaker:ListModelPackages',
    ]);
  });
});

describe('the trail', () => {
  const patterns = () =>
    resourcesOf(training, 'AWS::Events::Rule').map(([, { Properties }]) => Properties.EventPattern);

  it('hears of every kind of event that it can read', () => {
    const heard = patterns().flatMap(pattern => pattern['detail-type']);
    expect(new Set(heard)).toEqual(new Set(Object.values(loopEventTypes)));
  });

  it('hears of our pipelines, groups and jobs only', () => {
    for (const { detail } of patterns()) {
      const text = JSON.stringify(detail);
      expect(text).toMatch(
        /pipeline\/everloop-dev-product-images|"everloop-dev-product-images(-release)?"|\/training\//,
      );
    }
  });

  it('may add records, and neither read nor change them', () => {
    const table = actionsOf(/TrailFunction/).filter(action => action.startsWith('dynamodb:'));
    expect(table).toEqual(['dynamodb:PutItem']);
  });

  it('keeps what could not be recorded', () => {
    training.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }) });
  });
});

it('in an account of its own the trail outlives the stacks', () => {
  const tables = resourcesOf(synthesize('prod')['Data']!, 'AWS::DynamoDB::Table');
  expect(tables).toHaveLength(2);
  for (const [, { DeletionPolicy }] of tables) expect(DeletionPolicy).toBe('Retain');
});
