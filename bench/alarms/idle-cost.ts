/**
 * What the alarm engine costs while nothing happens: 40 alarms, one round each 2 s (aim: at most 3 % of one core),
 * and what one evaluation of a day of minutes costs.
 * Run with the laptop cloud up: EVERLOOP_TEST_ENDPOINT=http://127.0.0.1:4566 npx tsx bench/alarms/idle-cost.ts
 */
import { CloudWatchClient, PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { metricAlarmOf } from '../../local/alarms/description';
import { evaluateAlarm } from '../../local/alarms/evaluate-alarm';
import { metricKey } from '../../local/alarms/model';
import { startAlarmEngine } from '../../local/alarms/start-alarm-engine';

const ALARMS = 40;
const SECONDS = 30;
const AIM_PERCENT = 3;

const account = String(200_000_000_000 + (Date.now() % 1_000_000_000));
const config = {
  endpoint: process.env['EVERLOOP_TEST_ENDPOINT'] ?? 'http://127.0.0.1:4566',
  region: 'us-east-1',
  credentials: { accessKeyId: account, secretAccessKey: 'test' },
};
const definition = (index: number) => ({
  AlarmName: `bench-${index}`,
  Namespace: 'Everloop/Bench',
  MetricName: 'Recall',
  Dimensions: [{ Name: 'Class', Value: String(index) }],
  Statistic: 'Average' as const,
  Period: 60,
  EvaluationPeriods: 5,
  Threshold: 0.8,
  ComparisonOperator: 'LessThanThreshold' as const,
});

async function idleCost(): Promise<void> {
  const client = new CloudWatchClient(config);
  for (let index = 0; index < ALARMS; index += 1) {
    await client.send(new PutMetricAlarmCommand(definition(index)));
    const MetricData = [{ MetricName: 'Recall', Value: 0.9, Dimensions: definition(index).Dimensions }];
    await client.send(new PutMetricDataCommand({ Namespace: 'Everloop/Bench', MetricData }));
  }
  const engine = startAlarmEngine({ ...config, intervalSeconds: 2 });
  const pause = (seconds: number) => new Promise(resolve => setTimeout(resolve, seconds * 1000));
  await pause(6);
  const before = process.cpuUsage();
  await pause(SECONDS);
  const { user, system } = process.cpuUsage(before);
  await engine.stop();
  const percent = (user + system) / 1e4 / SECONDS;
  const ratio = (percent / AIM_PERCENT).toFixed(2);
  console.log(`${ALARMS} quiet alarms: ${percent.toFixed(2)} % of one core (aim ${AIM_PERCENT} %, ratio ${ratio})`);
}

function evaluationCost(): void {
  const alarm = metricAlarmOf({ ...definition(0), EvaluationPeriods: 1440 });
  const metric = alarm.queries.flatMap(query => (query.kind === 'metric' ? [metricKey(query.metric)] : []))[0] ?? '';
  const point = (index: number) => ({ timestamp: index * 6, count: 1, sum: 1, minimum: 1, maximum: 1, unit: 'None' });
  const samples = new Map([[metric, Array.from({ length: 14_400 }, (_, index) => point(index))]]);
  const started = performance.now();
  for (let round = 0; round < 50; round += 1) evaluateAlarm(alarm, { samples, now: 86_400, previousState: 'OK' });
  const milliseconds = (performance.now() - started) / 50;
  console.log(`one evaluation of 1,440 minutes and 14,400 samples: ${milliseconds.toFixed(2)} ms`);
}

evaluationCost();
void idleCost();
