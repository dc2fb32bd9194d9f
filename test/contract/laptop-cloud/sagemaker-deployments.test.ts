import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import type { DeploymentConfig, TrafficRoutingConfig } from '@aws-sdk/client-sagemaker';
import {
  DeleteEndpointCommand,
  UpdateEndpointCommand,
  UpdateEndpointWeightsAndCapacitiesCommand,
} from '@aws-sdk/client-sagemaker';
import { allow, clientOf, eventually, permit, refusalOf, uniqueName } from './iam-world';
import { eventsOf } from './sagemaker-events';
import { jobStatements, sageMaker } from './sagemaker-world';
import {
  describeEndpoint,
  fleetsOf,
  invoke,
  makeConfig,
  makeEndpoint,
  makeModel,
  type ServingWorld,
  servingWorld,
  settled,
  update,
} from './serving-world';

jest.setTimeout(90_000);

const cloudWatch = new CloudWatchClient(clientOf());
let world: ServingWorld;
/** One model a fleet; configurations of four instances are made of them. */
let blue: string;
let green: string;
let failing: string;

beforeAll(async () => {
  world = await servingWorld();
  const describeAlarms = allow('cloudwatch:DescribeAlarms', '*');
  await permit(world.roleArn, [...jobStatements(world.bucket), describeAlarms]);
  [blue, green, failing] = await Promise.all([
    makeModel(world, { TINY_FLEET: 'blue' }),
    makeModel(world, { TINY_FLEET: 'green' }),
    makeModel(world, { TINY_FLEET: 'failing', TINY_STATUS: '500' }),
  ]);
});

const four = (model: string) => makeConfig([model], { InitialInstanceCount: 4 });

function policy(
  routing: Partial<TrafficRoutingConfig> & Pick<TrafficRoutingConfig, 'Type'>,
  { waits = 0, alarms = [] as string[] } = {},
): DeploymentConfig {
  return {
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: { WaitIntervalInSeconds: waits, ...routing },
      TerminationWaitInSeconds: waits,
    },
    ...(alarms.length > 0 && {
      AutoRollbackConfiguration: { Alarms: alarms.map(AlarmName => ({ AlarmName })) },
    }),
  };
}

const canary = { Type: 'CANARY', CanarySize: { Type: 'INSTANCE_COUNT', Value: 1 } } as const;

/** An alarm on errors of one configuration's fleet, judged every 10 s. */
async function errorAlarm(
  EndpointName: string,
  EndpointConfigName: string,
  { silence = 'notBreaching' }: { silence?: 'breaching' | 'notBreaching' } = {},
): Promise<string> {
  const AlarmName = uniqueName('Errors');
  const dimensions = { EndpointName, VariantName: 'V1', EndpointConfigName };
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName,
      Namespace: 'AWS/SageMaker',
      MetricName: 'Invocation5XXErrors',
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      Statistic: 'Sum',
      Period: 10,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: silence,
    }),
  );
  return AlarmName;
}

/** Waits until the endpoint's update shows this stage; describes it then. */
const stage = (name: string, status: string) =>
  eventually(async () => {
    const endpoint = await describeEndpoint(name);
    const [variant] = endpoint.PendingDeploymentSummary?.ProductionVariants ?? [];
    return variant?.VariantStatus?.[0]?.Status === status ? { endpoint, variant } : undefined;
  });

test('a canary gets its share of the traffic while it bakes, then everything; no call fails', async () => {
  const [from, to] = [await four(blue), await four(green)];
  const name = await makeEndpoint(from);
  const events = await eventsOf('SageMaker Endpoint Deployment State Change');
  await update(name, to, policy(canary, { waits: 4 }));
  const { endpoint, variant } = await stage(name, 'Baking');
  expect(endpoint).toMatchObject({ EndpointStatus: 'Updating', EndpointConfigName: from });
  expect(endpoint.PendingDeploymentSummary?.EndpointConfigName).toBe(to);
  expect(variant).toMatchObject({ CurrentInstanceCount: 1, DesiredInstanceCount: 4 });
  const fleets = await fleetsOf(name, 80);
  const shifted = fleets.filter(fleet => fleet === 'green').length;
  expect(shifted).toBeGreaterThan(4); // 20 expected; outside of 5 to 45 once in a million
  expect(shifted).toBeLessThan(46);
  expect(await settled(name)).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: to });
  expect(new Set(await fleetsOf(name, 20))).toEqual(new Set(['green']));
  const seen = await events(({ PendingDeploymentSummary }) =>
    JSON.stringify(PendingDeploymentSummary).includes('TerminationWaitInSeconds'),
  );
  const messages = seen
    .filter(({ detail }) => detail.EndpointName === name)
    .map(({ detail }) => detail.PendingDeploymentSummary.ProductionVariants[0].VariantStatus[0].StatusMessage);
  expect(messages.sort()).toEqual([
    'Activating traffic on canary capacity of 1 instance(s).',
    'Activating traffic on full capacity of 4 instance(s).',
    'Baking for 4 seconds (TerminationWaitInSeconds) with traffic enabled on full capacity of 4 instance(s).',
    'Baking for 4 seconds (WaitIntervalInSeconds) with traffic enabled on canary capacity of 1 instance(s).',
    'Launching 4 instance(s).',
  ]);
});

test('a request that the old fleet has at the switch gets its answer', async () => {
  const name = await makeEndpoint(await four(blue));
  await update(name, await four(green));
  const slow: Promise<{ readonly CustomAttributes?: string | undefined }>[] = [];
  await eventually(async () => {
    slow.push(invoke(name, 'slow'));
    return (await describeEndpoint(name)).EndpointStatus === 'InService' ? true : undefined;
  });
  const fleets = (await Promise.all(slow)).map(({ CustomAttributes }) => CustomAttributes);
  expect(fleets).toContain('blue');
  expect(await fleetsOf(name, 1)).toEqual(['green']);
});

test("a canary whose answers trip the new fleet's alarm is taken back, and the endpoint says why", async () => {
  const [from, to] = [await four(blue), await four(failing)];
  const name = await makeEndpoint(from);
  const alarm = await errorAlarm(name, to);
  await update(name, to, policy(canary, { waits: 60, alarms: [alarm] }));
  await stage(name, 'Baking');
  let failed = 0;
  const endpoint = await eventually(async () => {
    await invoke(name, 'x').catch(() => {
      failed += 1;
    });
    const described = await describeEndpoint(name);
    return described.EndpointStatus === 'InService' ? described : undefined;
  }, 30);
  expect(failed).toBeGreaterThan(0);
  expect(endpoint.EndpointConfigName).toBe(from);
  expect(endpoint.FailureReason).toBe(`Alarms of the auto-rollback configuration are in ALARM state: ${alarm}.`);
  expect(endpoint.PendingDeploymentSummary).toBeUndefined();
  expect(new Set(await fleetsOf(name, 20))).toEqual(new Set(['blue']));
});

test('an alarm that is in ALARM already keeps all traffic from the new fleet', async () => {
  const [from, to] = [await four(blue), await four(green)];
  const name = await makeEndpoint(from);
  // Breaching without data, so that no evaluation between the two updates takes the state back.
  const alarm = await errorAlarm(name, to, { silence: 'breaching' });
  await cloudWatch.send(new SetAlarmStateCommand({ AlarmName: alarm, StateValue: 'ALARM', StateReason: 'test' }));
  await update(name, to, policy({ Type: 'ALL_AT_ONCE' }, { alarms: [alarm, 'nobody'] }));
  expect((await settled(name)).FailureReason).toContain('do not exist: nobody');
  await update(name, to, policy({ Type: 'ALL_AT_ONCE' }, { alarms: [alarm] }));
  expect(await settled(name)).toMatchObject({
    EndpointConfigName: from,
    FailureReason: expect.stringContaining(`in ALARM state: ${alarm}`),
  });
});

test('a role that may not read the alarms takes the update back', async () => {
  const blind = await servingWorld();
  const [one, two] = [await makeModel(blind), await makeModel(blind)];
  const from = await makeConfig([one]);
  const name = await makeEndpoint(from);
  const alarm = await errorAlarm(name, from);
  await update(name, await makeConfig([two]), policy({ Type: 'ALL_AT_ONCE' }, { alarms: [alarm] }));
  expect(await settled(name)).toMatchObject({
    EndpointConfigName: from,
    FailureReason: expect.stringMatching(/could not be read: AccessDenied.*cloudwatch:DescribeAlarms/),
  });
});

test('linear steps shift part by part; the configuration is kept and used again when it is retained', async () => {
  const linear = { Type: 'LINEAR', LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 50 } } as const;
  const name = await makeEndpoint(await four(blue), policy(linear, { waits: 2 }));
  const EndpointConfigName = await four(green);
  const request = { EndpointName: name, EndpointConfigName, RetainDeploymentConfig: true };
  await sageMaker.send(new UpdateEndpointCommand(request));
  const { variant } = await stage(name, 'Baking');
  expect(variant.VariantStatus?.[0]?.StatusMessage).toContain('on partial capacity of 2 instance(s)');
  const endpoint = await settled(name);
  expect(endpoint.EndpointConfigName).toBe(EndpointConfigName);
  expect(endpoint.LastDeploymentConfig).toEqual(policy(linear, { waits: 2 }));
});

test('an update keeps weights and instances when it retains them, but for those it excludes', async () => {
  const name = await makeEndpoint(await makeConfig([blue, blue]));
  const DesiredWeightsAndCapacities = [{ VariantName: 'V1', DesiredWeight: 3, DesiredInstanceCount: 2 }];
  await sageMaker.send(
    new UpdateEndpointWeightsAndCapacitiesCommand({ EndpointName: name, DesiredWeightsAndCapacities }),
  );
  const EndpointConfigName = await makeConfig([green, green], { InitialInstanceCount: 5 });
  await sageMaker.send(
    new UpdateEndpointCommand({
      EndpointName: name,
      EndpointConfigName,
      RetainAllVariantProperties: true,
      ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredInstanceCount' }],
    }),
  );
  const { ProductionVariants = [] } = await settled(name);
  expect(ProductionVariants.map(variant => [variant.DesiredWeight, variant.DesiredInstanceCount])).toEqual([
    [3, 5],
    [1, 5],
  ]);
});

test('guardrails that SageMaker refuses are refused', async () => {
  const serverless = { ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 5 } };
  const [one, other, light] = [await four(blue), await four(green), await makeConfig([blue], serverless)];
  const name = await makeEndpoint(one);
  const half = { Type: 'CANARY', CanarySize: { Type: 'INSTANCE_COUNT', Value: 3 } } as const;
  expect(await refusalOf(update(name, other, policy(half)))).toMatch(/CanarySize of at most 50% .* got 3/);
  const single = await makeConfig([green]);
  expect(await refusalOf(update(name, single, policy(canary)))).toMatch(/at most 50%/);
  const limited = policy(canary, { waits: 600 });
  Object.assign(limited.BlueGreenUpdatePolicy ?? {}, { MaximumExecutionTimeoutInSeconds: 1200 });
  expect(await refusalOf(update(name, other, limited))).toMatch(/above its waiting times, 1200 s/);
  expect(await refusalOf(update(name, light))).toMatch(/Cannot convert instance-based endpoint/);
  const lightEndpoint = await makeEndpoint(light);
  const heavier = await makeConfig([green], { ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 } });
  expect(await refusalOf(update(lightEndpoint, heavier, policy(canary)))).toMatch(/must be absent for a serverless/);
});

test('an endpoint that is being updated can be deleted at once', async () => {
  const name = await makeEndpoint(await four(blue));
  await update(name, await four(green), policy(canary, { waits: 3600 }));
  await stage(name, 'Baking');
  await sageMaker.send(new DeleteEndpointCommand({ EndpointName: name }));
  const gone = await eventually(async () => {
    const refusal = await refusalOf(describeEndpoint(name));
    return refusal.includes('must be refused') ? undefined : refusal;
  });
  expect(gone).toContain('Could not find endpoint');
});
