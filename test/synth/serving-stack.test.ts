import type { Template } from 'aws-cdk-lib/assertions';

import aslValidator = require('asl-validator');

import { defineConfig } from '../../lib/config/define-config';
import { stateMachines, stateOf } from '../support/state-machines';
import { statementsOf } from '../support/statements';
import { synthesize, synthesizeWith } from '../support/synthesize';

let serving: Template;
beforeAll(() => {
  serving = synthesize('dev')['Serving']!;
});

const deployModel = (template = serving) =>
  stateMachines(template).find(({ definition }) => definition.States['Prepare deployment'])!;

describe('"Deploy model"', () => {
  it('is valid Amazon States Language', () => {
    const text = JSON.stringify(deployModel()['definition']).replaceAll('<AWS::Partition>', 'aws');
    expect(aslValidator(JSON.parse(text)).errors).toEqual([]);
  });

  it('is a Standard workflow that outlives the longest update of SageMaker', () => {
    expect(deployModel()['StateMachineType']).toBe('STANDARD');
    expect(deployModel()['definition'].TimeoutSeconds).toBeGreaterThan(8 * 3600);
  });

  it.each(['Prepare deployment', 'Start deployment', 'Watch endpoint', 'Verify deployment'])(
    'cleans up when "%s" fails, and ends as failed',
    name => {
      expect(stateOf(deployModel(), name)['Catch']).toMatchObject([
        { ErrorEquals: ['States.ALL'], Next: 'Clean up failed deployment' },
      ]);
      expect(stateOf(deployModel(), 'Clean up failed deployment')['Next']).toBe('Model is not deployed');
      expect(stateOf(deployModel(), 'Model is not deployed')['Type']).toBe('Fail');
    },
  );

  it.each(['Prepare deployment', 'Start deployment', 'Clean up failed deployment'])(
    'waits in "%s" while SageMaker is busy at the endpoint',
    name => {
      expect(stateOf(deployModel(), name)['Retry']).toContainEqual(
        expect.objectContaining({ ErrorEquals: ['EndpointBusyError'], BackoffRate: 1 }),
      );
    },
  );

  it('takes a verified version back only when it serves no longer, not when tidying fails', () => {
    expect(stateOf(deployModel(), 'Settle deployment')['Catch']).toMatchObject([
      { ErrorEquals: ['DeploymentFailedError'], Next: 'Clean up failed deployment' },
    ]);
  });

  it('goes on when a probe fails: alarms decide', () => {
    expect(stateOf(deployModel(), 'Probe new fleet')['Catch']).toMatchObject([{ Next: 'Wait for the endpoint' }]);
  });

  it('scales no fleet unless a workload asks for it', () => {
    expect(deployModel()['definition'].States).not.toHaveProperty('May the fleet grow?');
    expect(JSON.stringify(serving.toJSON())).not.toContain('application-autoscaling');
    const production = { hosting: { kind: 'provisioned' as const, maxInstances: 4 } };
    const config = defineConfig({
      environments: { dev: {} },
      workloads: { 'product-images': { serving: { production } } },
    });
    const grown = deployModel(synthesize('dev', config)['Serving']);
    expect(stateOf(grown, 'Verify deployment')['Next']).toBe('May the fleet grow?');
    expect(stateOf(grown, 'Set the bounds of the fleet')['Arguments']).toMatchObject({
      ServiceNamespace: 'sagemaker',
      MaxCapacity: '{% $states.input.deployment.hosting.maxInstances %}',
    });
    expect(stateOf(grown, 'Let the fleet follow its load')['Next']).toBe('Settle deployment');
  });

  it('has the rights that Application Auto Scaling asks of its callers, and no more', () => {
    const production = { hosting: { kind: 'provisioned' as const, maxInstances: 4 } };
    const workloads = { 'product-images': { serving: { production } } };
    const template = synthesize('dev', defineConfig({ environments: { dev: {} }, workloads }))['Serving']!;
    const own = /^(xray|logs|lambda):/;
    const statements = statementsOf(template, /ServingDeployModelRole/);
    const actions = statements.flatMap(({ Action }) => [Action].flat() as string[]).filter(one => !own.test(one));
    expect([...new Set(actions)].sort()).toEqual([
      'application-autoscaling:PutScalingPolicy',
      'application-autoscaling:RegisterScalableTarget',
      'cloudwatch:DeleteAlarms',
      'cloudwatch:DescribeAlarms',
      'cloudwatch:PutMetricAlarm',
      'iam:CreateServiceLinkedRole',
      'sagemaker:DescribeEndpoint',
      'sagemaker:DescribeEndpointConfig',
      'sagemaker:UpdateEndpointWeightsAndCapacities',
    ]);
  });

  it('scales no fleet where an environment has fixed ones', () => {
    const production = { hosting: { kind: 'provisioned' as const, instances: 2, maxInstances: 4 } };
    const workloads = { 'product-images': { serving: { production } } };
    const config = defineConfig({ environments: { dev: { serving: { fleets: 'fixed' } } }, workloads });
    const machine = deployModel(synthesize('dev', config)['Serving']);
    expect(machine['definition'].States).not.toHaveProperty('May the fleet grow?');
    const { site } = stateOf(machine, 'Prepare deployment')['Arguments'].Payload;
    expect(site.plans['product-images'].stages.production.hosting).toMatchObject({ instances: 2 });
    expect(site.plans['product-images'].stages.production.hosting).not.toHaveProperty('maxInstances');
  });

  it('hears of runs that end without their last state', () => {
    const [rule] = Object.values(
      serving.findResources('AWS::Events::Rule', { Properties: { EventPattern: { source: ['aws.states'] } } }),
    );
    expect(rule?.['Properties'].EventPattern).toMatchObject({
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['ABORTED', 'TIMED_OUT', 'FAILED'] },
    });
  });

  it('carries plans, roles, key and bake time: a caller can choose none of them', () => {
    const { site } = stateOf(deployModel(), 'Prepare deployment')['Arguments'].Payload;
    expect(site).toMatchObject({
      bakeSeconds: 600,
      plans: { 'product-images': { stages: { production: { rollout: { kind: 'all-at-once' } } } } },
    });
    expect(Object.keys(site.roles)).toEqual(['product-images']);
  });

  it('puts endpoints into the network of their environment, and serverless ones nowhere', () => {
    const network = {
      vpcId: 'vpc-0a1b2c3d',
      availabilityZones: ['eu-central-1a'],
      privateSubnetIds: ['subnet-0a1b2c3d'],
    };
    const machine = deployModel(synthesizeWith({ network })['Serving']);
    const { site } = stateOf(machine, 'Prepare deployment')['Arguments'].Payload;
    expect(site.network.subnetIds).toEqual(['subnet-0a1b2c3d']);
    expect(site.plans['product-images'].stages['pre-production'].hosting.kind).toBe('provisioned');
  });
});

describe('an asynchronous production', () => {
  let template: Template;
  beforeAll(() => {
    const production = { hosting: { kind: 'async' as const } };
    const workloads = { 'product-images': { serving: { production } } };
    template = synthesize('dev', defineConfig({ environments: { dev: {} }, workloads }))['Serving']!;
  });

  const placesOf = (id: RegExp, action: string) =>
    statementsOf(template, id)
      .filter(({ Action }) => [Action].flat().includes(action))
      .map(({ Resource }) => JSON.stringify(Resource))
      .join();

  it('has its container read golden and arriving images, and write its own answers, nothing else', () => {
    const id = /ServingRoleproductimages/;
    expect(placesOf(id, 's3:GetObject')).toMatch(/golden\/product-images\/\*.*incoming\/product-images\/\*/);
    expect(placesOf(id, 's3:PutObject')).toContain('/_async/product-images/*');
    expect(statementsOf(serving, id).flatMap(({ Action }) => Action)).not.toContain('s3:PutObject');
  });

  it.each([/FunctionsProbeRole/, /FunctionsVerifyRole/, /FunctionsTestRole/])(
    'lets %s ask it, and read answers',
    id => {
      expect(placesOf(id, 'sagemaker:InvokeEndpointAsync')).toContain('endpoint/everloop-dev-product-images-*');
      expect(placesOf(id, 's3:GetObject')).toContain('/_async/product-images/*');
    },
  );

  it('is known to the last test of a release, and no other', () => {
    const [pipeline] = Object.values(template.findResources('AWS::CodePipeline::Pipeline'));
    const stages: { Name: string; Actions: { Configuration: { UserParameters: string } }[] }[] =
      pipeline?.['Properties'].Stages;
    const hostingOf = (stage: string) =>
      JSON.parse(stages.find(({ Name }) => Name === stage)?.Actions[0]?.Configuration.UserParameters ?? '{}').hosting;
    expect([hostingOf('Test'), hostingOf('Verify')]).toEqual(['serverless', 'async']);
  });
});

describe('rights', () => {
  const own = /^xray:|^logs:|^kms:/;
  const allowed = (id: RegExp) =>
    new Set(
      statementsOf(serving, id)
        .flatMap(({ Action }) => [Action].flat() as string[])
        .filter(action => !own.test(action)),
    );

  it.each([
    ['watch', /FunctionsWatchRole/, ['sagemaker:DescribeEndpoint']],
    ['probe', /FunctionsProbeRole/, ['s3:GetObject', 's3:ListBucket', 'sagemaker:InvokeEndpoint']],
    [
      'verify',
      /FunctionsVerifyRole/,
      [
        'cloudwatch:DescribeAlarms',
        's3:GetObject',
        's3:ListBucket',
        'sagemaker:DescribeEndpoint',
        'sagemaker:InvokeEndpoint',
      ],
    ],
    [
      'prepare',
      /FunctionsPrepareRole/,
      [
        's3:GetObject',
        's3:ListBucket',
        'sagemaker:DeleteEndpoint',
        'sagemaker:DescribeEndpoint',
        'sagemaker:DescribeModelPackage',
      ],
    ],
  ])('of "%s" are those of its state', (_, id, actions) => {
    expect([...allowed(id)].sort()).toEqual(actions);
  });

  it.each(['Start', 'End', 'Recover'])('let "%s" update endpoints whose volumes are encrypted', id => {
    const statements = statementsOf(serving, new RegExp(`Functions${id}Role`));
    const allows = (action: string) => statements.filter(({ Action }) => [Action].flat().includes(action));
    expect(allows('sagemaker:UpdateEndpoint').length).toBeGreaterThan(0);
    expect(allows('kms:DescribeKey')).toHaveLength(1);
    expect(allows('kms:CreateGrant')).toMatchObject([
      { Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } }, Resource: expect.anything() },
    ]);
  });

  it('let only "start" pass a role, and only to SageMaker', () => {
    const passing = statementsOf(serving, /./).filter(({ Action }) => [Action].flat().includes('iam:PassRole'));
    expect(passing).toHaveLength(1);
    expect(passing[0]!['Condition']).toEqual({ StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } });
  });

  it('bound what deployments make to the names of this environment', () => {
    const arns = statementsOf(serving, /Functions(Start|End)Role/)
      .flatMap(({ Resource }) => [Resource].flat())
      .map(resource => JSON.stringify(resource))
      .filter(text => /:(endpoint|endpoint-config|model)\//.test(text));
    expect(arns.length).toBeGreaterThan(5);
    for (const text of arns) expect(text).toContain('everloop-dev-product-images-*');
  });
});
