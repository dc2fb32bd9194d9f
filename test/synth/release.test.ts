import { Match, type Template } from 'aws-cdk-lib/assertions';
import { deployModelCallSchema } from '../../lambdas/contracts/deployment';
import { releaseJobSchema } from '../../lambdas/contracts/release';
import { defineConfig } from '../../lib/config/define-config';
import { plain, resourcesOf } from '../support/state-machines';
import { statementsOf } from '../support/statements';
import { synthesize } from '../support/synthesize';

let serving: Template;
beforeAll(() => {
  serving = synthesize('dev')['Serving']!;
});

const pipeline = () => resourcesOf(serving, 'AWS::CodePipeline::Pipeline')[0]![1]['Properties'];
const actionsOf = (stage: string): any[] => pipeline().Stages.find(({ Name }: any) => Name === stage).Actions;

describe('the release pipeline', () => {
  it('is one for each trained workload, with the stages of a release in their order', () => {
    expect(resourcesOf(serving, 'AWS::CodePipeline::Pipeline')).toHaveLength(1);
    expect(pipeline()).toMatchObject({
      Name: 'everloop-dev-product-images-release',
      PipelineType: 'V2',
      ExecutionMode: 'QUEUED',
    });
    const stages = ['Source', 'Pre-production', 'Test', 'Approval', 'Production', 'Verify'];
    expect(pipeline().Stages.map(({ Name }: any) => Name)).toEqual(stages);
  });

  it('starts from the object that its opener names, and never by itself', () => {
    expect(actionsOf('Source')).toMatchObject([
      { Configuration: { AllowOverrideForS3ObjectKey: 'true', PollForSourceChanges: 'false' } },
    ]);
    expect(pipeline()).not.toHaveProperty('Triggers');
  });

  it.each([
    ['Pre-production', 'pre-production'],
    ['Production', 'production'],
  ])('deploys exactly the version of its variables in %s', (stage, endpoint) => {
    const [{ Configuration }] = actionsOf(stage);
    expect(
      deployModelCallSchema.safeParse({ ...JSON.parse(Configuration.Input), correlationId: 'person-1' }).success,
    ).toBe(true);
    expect(JSON.parse(Configuration.Input)).toEqual({
      workload: 'product-images',
      stage: endpoint,
      modelPackageArn: '#{variables.modelPackageArn}',
      correlationId: '#{variables.correlationId}',
    });
  });

  it.each([
    ['Test', 'pre-production'],
    ['Verify', 'production'],
  ])('tests the endpoint in %s, with parameters that its function reads', (stage, endpoint) => {
    const [{ Configuration }] = actionsOf(stage);
    expect(releaseJobSchema.parse(JSON.parse(Configuration.UserParameters))).toMatchObject({ stage: endpoint });
  });

  it('asks people by our notice before it waits for them, and sends none of its own', () => {
    const [ask, decide] = actionsOf('Approval');
    expect([ask.RunOrder, decide.RunOrder]).toEqual([1, 2]);
    expect(decide.Configuration).not.toHaveProperty('NotificationArn');
    expect(decide.TimeoutInMinutes).toBe(7 * 24 * 60);
  });

  it('gives variables that it declares, and encrypts its artifacts with our key', () => {
    const declared = pipeline().Variables.map(({ Name }: any) => Name);
    const used = [...JSON.stringify(pipeline()).matchAll(/#\{variables\.(\w+)\}/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(declared));
    expect(pipeline().ArtifactStore.EncryptionKey).toMatchObject({ Type: 'KMS' });
  });

  it('refuses classes that its parameters have no room for', () => {
    const classes = Array.from({ length: 60 }, (_, at) => `a-class-with-a-long-name-${at}`);
    const config = defineConfig({ environments: { dev: {} }, workloads: { 'product-images': { classes } } });
    expect(() => synthesize('dev', config)).toThrow(/parameters of an action must be at most 1000 characters, got \d+/);
  });
});

describe('events', () => {
  const rule = (description: RegExp) =>
    resourcesOf(serving, 'AWS::Events::Rule').find(([, { Properties }]) => description.test(Properties.Description))![1]
      .Properties;

  it.each([
    [/approved/, 'Approved'],
    [/rejected/, 'Rejected'],
  ])('of versions that were %s reach a function through a queue with a dead-letter queue', (description, status) => {
    const { EventPattern, Targets } = rule(description);
    expect(EventPattern.detail).toEqual({
      ModelPackageGroupName: ['everloop-dev-product-images'],
      ModelApprovalStatus: [status],
    });
    expect(Targets).toMatchObject([{ DeadLetterConfig: { Arn: expect.anything() } }]);
  });

  it('of releases that have ended, of our pipelines only, let the next one in', () => {
    expect(rule(/have ended/).EventPattern.detail.pipeline).toEqual(['everloop-dev-product-images-release']);
  });
});

describe('rights', () => {
  const texts = (id: RegExp) =>
    statementsOf(serving, id).flatMap(({ Action, Resource }) =>
      [Action].flat().map(action => `${action} ${[Resource].flat().map(plain).join(' ')}`),
    );

  it('let only the rejection of a version stop a release or answer its decision', () => {
    const stopping = (id: RegExp) => texts(id).filter(text => /PutApprovalResult|StopPipelineExecution/.test(text));
    expect(stopping(/FunctionsRejectRole/).map(text => text.split(' ')[0])).toEqual([
      'codepipeline:StopPipelineExecution',
      'codepipeline:PutApprovalResult',
    ]);
    expect(stopping(/FunctionsRejectRole/)[1]).toMatch(/everloop-dev-product-images-release\/Approval\/Decide$/);
    expect([...stopping(/FunctionsOpenRole/), ...stopping(/FunctionsCloseRole/)]).toEqual([]);
  });

  it.each([/FunctionsTestRole/, /FunctionsAskRole/])('let %s look at the desk and change nothing there', id => {
    const actions = texts(id).filter(text => text.startsWith('dynamodb:'));
    expect(actions.map(text => text.split(' ')[0])).toEqual(['dynamodb:GetItem']);
  });

  it('let nobody here approve a version', () => {
    expect(texts(/./).filter(text => text.startsWith('sagemaker:UpdateModelPackage'))).toEqual([]);
  });

  it('let the pipeline start deployments and two functions, and no other thing run', () => {
    const running = texts(/PipelineproductimagesRole/).filter(text => /^(states|lambda):/.test(text));
    expect(running.map(text => text.split(' ')[0]).sort()).toEqual([
      'lambda:InvokeFunction',
      'states:DescribeExecution',
      'states:DescribeStateMachine',
      'states:StartExecution',
    ]);
  });
});

it('the desk stays where data may not go', () => {
  serving.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
  const prod = synthesize('prod')['Serving']!;
  prod.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Retain',
    Properties: Match.objectLike({ DeletionProtectionEnabled: true }),
  });
});
