import type { Template } from 'aws-cdk-lib/assertions';
import { plain, resourcesOf, stateMachines, stateOf } from '../support/state-machines';
import { statementsOf } from '../support/statements';
import { synthesize, synthesizeWith } from '../support/synthesize';

let stacks: Record<string, Template>;
beforeAll(() => {
  stacks = synthesize('dev');
});
const predictions = () => stacks['Predictions']!;
const machineIn = (template: Template) => stateMachines(template)[0]!;
const all = (statements: Record<string, any>[], action: string) =>
  statements.filter(({ Action }) => [Action].flat().includes(action)).flatMap(({ Resource }) => [Resource].flat());

describe('"Backfill predictions"', () => {
  it('asks for each image alone, by a list, with answers of their own, our key and the configured machines', () => {
    const { Arguments } = stateOf(machineIn(predictions()), 'Transform images');
    expect(Arguments).toMatchObject({
      BatchStrategy: 'SingleRecord',
      TransformInput: {
        DataSource: { S3DataSource: { S3DataType: 'ManifestFile' } },
        ContentType: 'application/x-image',
        SplitType: 'None',
      },
      TransformOutput: { AssembleWith: 'None', KmsKeyId: expect.stringContaining('Key') },
      TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeKmsKeyId: expect.any(String) },
    });
    const transform = { instanceType: 'ml.c5.xlarge', instances: 3, imagesPerJob: 2000 };
    const own = machineIn(synthesizeWith({ predictions: { transform } })['Predictions']!);
    const { TransformResources } = stateOf(own, 'Transform images')['Arguments'];
    expect(TransformResources).toMatchObject({ InstanceType: 'ml.c5.xlarge', InstanceCount: 3 });
    expect(JSON.stringify(stateOf(own, 'Plan part'))).toContain('imagesPerJob\\": 2000');
  });

  it('runs its model without network, in the network of the environment where there is one', () => {
    const { Arguments } = stateOf(machineIn(predictions()), 'Create model');
    expect(Arguments.EnableNetworkIsolation).toBe(true);
    expect(Arguments.VpcConfig).toBeUndefined();
    const network = {
      vpcId: 'vpc-0a1b2c3d',
      availabilityZones: ['eu-central-1a'],
      privateSubnetIds: ['subnet-0a1b2c3d'],
    };
    const own = stateOf(machineIn(synthesizeWith({ network })['Predictions']!), 'Create model');
    expect(own['Arguments'].VpcConfig).toMatchObject({ Subnets: ['subnet-0a1b2c3d'] });
  });

  it('removes its model whatever happened behind it', () => {
    const machine = machineIn(predictions());
    for (const name of ['Create model', 'Plan part', 'Hand over answers']) {
      expect(stateOf(machine, name)['Catch']).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: 'Remove model' }]);
    }
    // What a failed job answered is handed over first.
    expect(stateOf(machine, 'Transform images')['Catch']).toMatchObject([{ Next: 'Hand over answers' }]);
    const question = stateOf(machine, 'Is there another part?');
    expect([...question['Choices'].map(({ Next }: any) => Next), question['Default']]).toEqual([
      'Remove model',
      'Plan part',
      'Remove model',
    ]);
  });

  it('makes and removes what has its own names only, and passes the roles of its jobs only', () => {
    const statements = statementsOf(predictions(), /TransformsWorkflow/);
    const arns = ['CreateModel', 'DeleteModel', 'CreateTransformJob', 'StopTransformJob', 'AddTags'].flatMap(action =>
      all(statements, `sagemaker:${action}`).map(plain),
    );
    expect(arns.length).toBe(6);
    for (const arn of arns) expect(arn).toMatch(/(model|transform-job)\/everloop-dev-product-images-transform-\*$/);
    expect(all(statements, 'iam:PassRole').map(plain)).toEqual([expect.stringContaining('TransformsRole')]);
  });

  it('may wait for its jobs, as Step Functions does it', () => {
    const statements = statementsOf(predictions(), /TransformsWorkflow/);
    expect(all(statements, 'sagemaker:ListTags')).toEqual(['*']);
    expect(all(statements, 'sagemaker:DescribeTransformJob').length).toBe(1);
    for (const verb of ['PutTargets', 'PutRule', 'DescribeRule']) {
      const rule = 'rule/StepFunctionsGetEventsForSageMakerTransformJobsRule';
      expect(all(statements, `events:${verb}`).map(plain)).toEqual([expect.stringContaining(rule)]);
    }
  });
});

it('a job reads its models, its unlabelled images and its list, and writes its answers, nothing else', () => {
  const statements = statementsOf(predictions(), /TransformsRoleproduct/);
  const keys = (action: string) => all(statements, action).map(arn => plain(arn).replace(/^.*?>\//, ''));
  expect(keys('s3:PutObject')).toEqual(['_transform/product-images/*']);
  expect(keys('s3:GetObject').sort()).toEqual([
    '_transform/product-images/*',
    'incoming/product-images/*',
    'training/product-images/*',
  ]);
});

it('planning reads and can place nothing; handing over reads answers only', () => {
  const plan = statementsOf(predictions(), /TransformsFunctionsPlan/);
  expect(all(plan, 'dynamodb:PutItem')).toEqual([]);
  expect(all(plan, 's3:PutObject').map(arn => plain(arn))).toEqual([
    expect.stringMatching(/\/_transform\/product-images\/\*$/),
  ]);
  const handOver = statementsOf(predictions(), /TransformsFunctionsHandOver/);
  expect(all(handOver, 's3:GetObject').map(arn => plain(arn))).toEqual([
    expect.stringMatching(/\/_transform\/product-images\/\*$/),
  ]);
});

it('answers go after a while, and never stay longer than predictions', () => {
  const daysOf = (template: Template) =>
    resourcesOf(template, 'AWS::S3::Bucket')
      .flatMap(([, { Properties }]) => Properties.LifecycleConfiguration.Rules)
      .find(({ Prefix }: { Prefix?: string }) => Prefix === '_transform/').ExpirationInDays;
  expect(daysOf(stacks['Data']!)).toBe(30);
  expect(daysOf(synthesizeWith({ retentionDays: { predictions: 7 } })['Data']!)).toBe(7);
});
