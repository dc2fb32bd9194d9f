import fc from 'fast-check';
import {
  type BlueGreenPolicy,
  type CapacitySize,
  checkDeployment,
  type TrafficRouting,
} from '../../../../local/sagemaker/serving/deployment/deployment-config';
import { totalWaitSeconds, trafficPlan } from '../../../../local/sagemaker/serving/deployment/traffic-plan';

const percent = (Value: number): CapacitySize => ({ Type: 'CAPACITY_PERCENT', Value });
const instances = (Value: number): CapacitySize => ({ Type: 'INSTANCE_COUNT', Value });

const policy = (routing: Partial<TrafficRouting>, rest: Partial<BlueGreenPolicy> = {}): BlueGreenPolicy => ({
  TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 60, ...routing },
  TerminationWaitInSeconds: 300,
  ...rest,
});
const canary = (CanarySize: CapacitySize) => policy({ Type: 'CANARY', CanarySize });
const linear = (LinearStepSize: CapacitySize) => policy({ Type: 'LINEAR', LinearStepSize });

/** Active instances and waits of each stage, for one variant of `count` instances. */
const planned = (given: BlueGreenPolicy, count: number) =>
  trafficPlan(given, { All: count }).map(({ active, waitSeconds }) => [active['All'], waitSeconds]);

test.each([
  ['all at once', policy({}), 3, [[3, 300]]],
  [
    'a canary by count',
    canary(instances(1)),
    3,
    [
      [1, 60],
      [3, 300],
    ],
  ],
  [
    'a canary by percent, whole instances only',
    canary(percent(30)),
    5,
    [
      [1, 60],
      [5, 300],
    ],
  ],
  [
    'linear in even steps',
    linear(percent(25)),
    4,
    [
      [1, 60],
      [2, 60],
      [3, 60],
      [4, 300],
    ],
  ],
  [
    'linear whose last step is smaller',
    linear(instances(2)),
    5,
    [
      [2, 60],
      [4, 60],
      [5, 300],
    ],
  ],
] as const)('%s is shifted in these stages', (_, given, count, stages) => {
  expect(planned(given, count)).toEqual(stages);
});

test('variants of different size shift together and end together', () => {
  const plan = trafficPlan(linear(percent(50)), { Small: 2, Large: 5 });
  expect(plan.map(({ active }) => active)).toEqual([
    { Small: 1, Large: 2 },
    { Small: 2, Large: 4 },
    { Small: 2, Large: 5 },
  ]);
});

const sizes = fc.oneof(fc.integer({ min: 1, max: 100 }).map(percent), fc.integer({ min: 1, max: 20 }).map(instances));
const fleets = fc.dictionary(fc.constantFrom('A', 'B', 'C'), fc.integer({ min: 1, max: 20 }), { minKeys: 1 });
const policies = fc.tuple(fc.constantFrom('ALL_AT_ONCE', 'CANARY', 'LINEAR'), sizes).map(([Type, size]) =>
  policy({
    Type: Type as TrafficRouting['Type'],
    ...(Type === 'CANARY' && { CanarySize: size }),
    ...(Type === 'LINEAR' && { LinearStepSize: size }),
  }),
);

test('every plan grows at each stage and ends with the whole fleet', () => {
  fc.assert(
    fc.property(policies, fleets, (given, fleet) => {
      const plan = trafficPlan(given, fleet);
      expect(plan.at(-1)).toMatchObject({ active: fleet, capacity: 'full', waitSeconds: 300 });
      const totals = plan.map(({ active }) => Object.values(active).reduce((sum, count) => sum + count, 0));
      for (let at = 1; at < totals.length; at += 1) expect(totals[at]).toBeGreaterThanOrEqual(totals[at - 1] as number);
      for (const { active } of plan)
        for (const [variant, count] of Object.entries(active)) {
          expect(count).toBeGreaterThanOrEqual(1);
          expect(count).toBeLessThanOrEqual(fleet[variant] as number);
        }
    }),
  );
});

test('what is accepted activates at most half of any variant in its first stage', () => {
  fc.assert(
    fc.property(policies, fleets, (given, fleet) => {
      try {
        checkDeployment({ BlueGreenUpdatePolicy: given }, { instances: fleet, serverless: false });
      } catch {
        return;
      }
      const [first, ...others] = trafficPlan(given, fleet);
      if (others.length === 0) return;
      for (const [variant, count] of Object.entries(first?.active ?? {}))
        expect(2 * count).toBeLessThanOrEqual(fleet[variant] as number);
    }),
  );
});

const guarded = { instances: { All: 4 }, serverless: false };
const check = (config: object, fleet: object = {}) => checkDeployment(config, { ...guarded, ...fleet });

test.each([
  ['rolling updates', { RollingUpdatePolicy: {} }, {}, /must use BlueGreenUpdatePolicy, got RollingUpdatePolicy/],
  [
    'serverless variants',
    { BlueGreenUpdatePolicy: policy({}) },
    { serverless: true },
    /must be absent for a serverless/,
  ],
  ['an alarm without a name', { AutoRollbackConfiguration: { Alarms: [{}] } }, {}, /must name each alarm/],
  ['other variant names', {}, { replaced: ['Other'] }, /needs the same variant names .* got All in place of Other/],
  [
    'a canary without its size',
    { BlueGreenUpdatePolicy: policy({ Type: 'CANARY' }) },
    {},
    /must have a CanarySize for/,
  ],
  ['a canary of three of four', { BlueGreenUpdatePolicy: canary(instances(3)) }, {}, /at most 50% .* got 3/],
  [
    'a canary of one instance',
    { BlueGreenUpdatePolicy: canary(percent(10)) },
    { instances: { All: 1 } },
    /the 1 of All/,
  ],
  ['linear steps below a tenth', { BlueGreenUpdatePolicy: linear(percent(9)) }, {}, /LinearStepSize of 10-50%/],
  [
    'a size of another type',
    { BlueGreenUpdatePolicy: policy({ CanarySize: percent(20) }) },
    {},
    /with Type CANARY only/,
  ],
  [
    'a time limit that its waits fill',
    { BlueGreenUpdatePolicy: { ...linear(percent(50)), MaximumExecutionTimeoutInSeconds: 360 } },
    {},
    /above its waiting times, 360 s in total, got 360/,
  ],
])('refuses %s', (_, config, fleet, message) => {
  expect(() => check(config, fleet)).toThrow(message);
});

test('accepts a policy within its rules', () => {
  const longer = { ...linear(percent(50)), MaximumExecutionTimeoutInSeconds: 600 };
  check({ BlueGreenUpdatePolicy: longer, AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'a' }] } });
  expect(totalWaitSeconds(trafficPlan(longer, { All: 4 }))).toBe(360);
});
