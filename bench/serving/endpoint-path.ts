/**
 * What the one endpoint adds to a container's own time: 50 requests a second, open loop, through InvokeEndpoint (client,
 * IAM, emulator, local service), and at the same time as many to the container itself. Aim: p95 <= 25 ms more. Other
 * programs come in bursts of seconds: what is told is the median of rounds, and the range of them.
 * Also the cold start of an endpoint (aim: 6 s) and, closed loop, the requests a second that 8 callers get through.
 * Run: npx tsx bench/serving/endpoint-path.ts [seconds]
 */
import { loadavg } from 'node:os';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { line, quantile, secondsOf } from '../laptop-cloud/scratch-cloud';
import { type Measured, openLoop } from './open-loop';
import { ServedEndpoint } from './served-endpoint';

const PER_SECOND = 50;
const AIM_MS = 25;
const COLD_AIM_S = 6;
const CALLERS = 8;
const ROUND_S = 5;
/** As large as a photo of a product that was shrunk for its model. */
const Body = Buffer.from(`${'x'.repeat(99)}\n`.repeat(200));

const milliseconds = (value: number) => `${value.toFixed(1)} ms`;

async function closedLoop(request: () => Promise<unknown>, seconds: number): Promise<readonly number[]> {
  const times: number[] = [];
  const end = performance.now() + 1_000 * seconds;
  const caller = async () => {
    while (performance.now() < end) {
      const begun = performance.now();
      await request();
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return times;
}

interface Round {
  readonly endpoint: Measured;
  readonly container: Measured;
}

async function sideBySide(through: () => Promise<unknown>, direct: () => Promise<unknown>): Promise<Round> {
  const rate = { perSecond: PER_SECOND, seconds: ROUND_S };
  const [endpoint, container] = await Promise.all([
    openLoop({ ...rate, request: through }),
    openLoop({ ...rate, request: direct }),
  ]);
  return { endpoint, container };
}

function tellAdded(share: number, rounds: readonly Round[]): void {
  const added = rounds.map(
    ({ endpoint, container }) => quantile(endpoint.times, share) - quantile(container.times, share),
  );
  const own = quantile(
    rounds.map(({ container }) => quantile(container.times, share)),
    0.5,
  );
  const range = `${milliseconds(Math.min(...added))} to ${milliseconds(Math.max(...added))}`;
  const remark = `${range} in ${rounds.length} rounds, container ${milliseconds(own)}`;
  const aim = share === 0.95 ? `; aim ${AIM_MS} ms` : '';
  line(`added at ${PER_SECOND}/s, p${100 * share}`, milliseconds(quantile(added, 0.5)), remark + aim);
}

async function measure(served: ServedEndpoint, seconds: number): Promise<void> {
  await served.start();
  const config = await served.makeConfig();
  const cold = await secondsOf(() => served.makeEndpoint('Bench', config));
  line('cold start of an endpoint', `${cold.toFixed(2)} s`, `aim ${COLD_AIM_S} s`);
  const runtime = await served.runtime();
  const url = await served.startByHand();
  const through = () => runtime.send(new InvokeEndpointCommand({ EndpointName: 'Bench', Body }));
  const direct = async () => {
    const answer = await fetch(`${url}/invocations`, { method: 'POST', body: Body });
    await answer.arrayBuffer();
  };
  for (let warm = 0; warm < 50; warm += 1) await Promise.all([through(), direct()]);
  const rounds: Round[] = [];
  while (rounds.length < seconds / ROUND_S) rounds.push(await sideBySide(through, direct));
  for (const share of [0.5, 0.95, 0.99]) tellAdded(share, rounds);
  const failures = rounds.flatMap(({ endpoint, container }) => [...endpoint.failures, ...container.failures]);
  line('failed', String(failures.length), failures[0]?.message ?? '');
  const closed = await closedLoop(through, seconds / 2);
  const p99 = `p99 ${milliseconds(quantile(closed, 0.99))}`;
  line(`${CALLERS} callers through the endpoint`, `${(closed.length / (seconds / 2)).toFixed(0)}/s`, p99);
  line('load of the machine', loadavg()[0]?.toFixed(1) ?? '', '');
}

async function main(): Promise<void> {
  const served = new ServedEndpoint();
  try {
    await measure(served, Number(process.argv[2] ?? 20));
  } finally {
    await served.stop();
  }
}

void main();
