/**
 * Blue/green updates under 50 requests a second, open loop: canary, linear and all at once, one after the other.
 * Aim: no failed request, whichever fleet answers.
 * Run: npx tsx bench/serving/blue-green.ts
 */
import { loadavg } from 'node:os';
import { type DeploymentConfig, UpdateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { line, quantile, secondsOf } from '../laptop-cloud/scratch-cloud';
import { openLoop } from './open-loop';
import { ServedEndpoint } from './served-endpoint';

const PER_SECOND = 50;
const EndpointName = 'Bench';

const quarter = { Type: 'CAPACITY_PERCENT', Value: 25 } as const;
const policies: Readonly<Record<string, NonNullable<DeploymentConfig['BlueGreenUpdatePolicy']>>> = {
  CANARY: {
    TrafficRoutingConfiguration: { Type: 'CANARY', CanarySize: quarter, WaitIntervalInSeconds: 2 },
    TerminationWaitInSeconds: 1,
  },
  LINEAR: { TrafficRoutingConfiguration: { Type: 'LINEAR', LinearStepSize: quarter, WaitIntervalInSeconds: 1 } },
  ALL_AT_ONCE: { TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 } },
};

async function measure(served: ServedEndpoint): Promise<void> {
  await served.start();
  await served.makeEndpoint(EndpointName, await served.makeConfig({ TINY_FLEET: 'first' }));
  const runtime = await served.runtime();
  const answered = new Map<string, number>();
  const request = async () => {
    const { CustomAttributes = '' } = await runtime.send(new InvokeEndpointCommand({ EndpointName, Body: 'x' }));
    answered.set(CustomAttributes, (answered.get(CustomAttributes) ?? 0) + 1);
  };
  const running = openLoop({ perSecond: PER_SECOND, seconds: 20, request });
  for (const [type, policy] of Object.entries(policies)) {
    const EndpointConfigName = await served.makeConfig({ TINY_FLEET: type });
    const DeploymentConfig = { BlueGreenUpdatePolicy: policy };
    const seconds = await secondsOf(async () => {
      await served.sageMaker.send(new UpdateEndpointCommand({ EndpointName, EndpointConfigName, DeploymentConfig }));
      await served.inService(EndpointName);
    });
    line(`update ${type}`, `${seconds.toFixed(1)} s`, '');
  }
  const { times, failures } = await running;
  line('answered', String(times.length), `p95 ${quantile(times, 0.95).toFixed(1)} ms`);
  line('by fleet', [...answered.values()].join(' '), [...answered.keys()].join(' '));
  line('failed', String(failures.length), failures[0]?.message ?? 'aim 0');
  line('load of the machine', loadavg()[0]?.toFixed(1) ?? '', '');
  if (failures.length > 0) process.exitCode = 1;
}

async function main(): Promise<void> {
  const served = new ServedEndpoint();
  try {
    await measure(served);
  } finally {
    await served.stop();
  }
}

void main();
