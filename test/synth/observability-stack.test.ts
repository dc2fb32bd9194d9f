import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import everloopConfig from '../../everloop.config';
import { alarmSeverities, severityOf } from '../../lambdas/contracts/alarm-severity';
import {
  breachMetrics,
  ingestionMetrics,
  metricNamespace,
  predictionMetrics,
  silenceMetrics,
  trainingMetrics,
} from '../../lambdas/contracts/metrics';
import { predictionPlansOf } from '../../lib/config/plans-of';
import { workloads } from '../../lib/workloads';
import { resourcesOf } from '../support/state-machines';
import { synthesize, synthesizeWith } from '../support/synthesize';

let observability: Template;
beforeAll(() => {
  observability = synthesize('dev')['Observability']!;
});
const alarms = () => resourcesOf(observability, 'AWS::CloudWatch::Alarm');

const classified = Object.values(predictionPlansOf(everloopConfig)).filter(({ kind }) => kind === 'classes').length;
/** Recall and precision of five classes, drift, mix, and two kinds of silence. */
const ofMonitors = 5 * 2 + 4;

describe('every alarm', () => {
  it('exists once per way to fail, per workload and per queue of events', () => {
    expect(alarms()).toHaveLength(4 + workloads.length + 11 + 2 + classified + 2 + ofMonitors);
  });

  it('says how bad it is, and the runbook names those that are critical', () => {
    const critical = new Set<string>();
    for (const [, { Properties }] of alarms()) {
      const severity = severityOf(Properties.AlarmDescription);
      expect(severity).not.toBeNull();
      if (severity === 'critical') critical.add(/#([a-z-]+)$/.exec(Properties.AlarmDescription)![1]!);
    }
    const runbook = readFileSync(join(__dirname, '../../docs/runbook.md'), 'utf8');
    const [, named = ''] = /\*\*Critical\*\*[^:]*: ([^.]+)\./.exec(runbook) ?? [];
    const anchors = [...named.matchAll(/\(#([a-z-]+)\)/g)].map(([, anchor]) => anchor);
    const configured = Object.entries(alarmSeverities).filter(([, severity]) => severity === 'critical');
    expect(anchors.sort()).toEqual(configured.map(([heading]) => heading).sort());
    // True positives are alarmed on where the configuration has a number, RMSE where a model predicts one.
    expect([...critical, 'true-positives', 'rmse'].sort()).toEqual(anchors);
  });

  it('says what missing data mean', () => {
    for (const [, { Properties }] of alarms()) expect(Properties.TreatMissingData).toBeDefined();
  });

  it('names a heading of the runbook that exists', () => {
    const runbook = readFileSync(join(__dirname, '../../docs/runbook.md'), 'utf8');
    const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, text]) => text!.toLowerCase().replaceAll(' ', '-'));
    for (const [, { Properties }] of alarms()) {
      const anchor = /docs\/runbook\.md#([a-z-]+)$/.exec(Properties.AlarmDescription)?.[1];
      expect(headings).toContain(anchor);
    }
  });

  it('tells the topic of trouble and of its end', () => {
    for (const [, { Properties }] of alarms()) {
      expect(Properties).toMatchObject({ AlarmActions: [expect.anything()], OKActions: [expect.anything()] });
    }
  });

  it('of ours reads a metric that a function publishes', () => {
    const lists = [ingestionMetrics, predictionMetrics, trainingMetrics, breachMetrics, silenceMetrics];
    const published = new Set<string>(lists.flatMap(names => Object.values(names)));
    const read = alarms()
      .flatMap(([, { Properties }]) => [
        Properties,
        ...(Properties.Metrics ?? []).flatMap((metric: any) => metric.MetricStat?.Metric ?? []),
      ])
      .filter((metric: any) => metric.Namespace === metricNamespace);
    expect(read.length).toBeGreaterThan(0);
    for (const metric of read) {
      expect(published).toContain(metric.MetricName);
      const names = metric.Dimensions.map(({ Name }: any) => Name);
      expect(names.filter((name: string) => name !== 'Class')).toEqual(['Workload']);
    }
  });
});

it('queue age alarms after the configured minutes', () => {
  const template = synthesizeWith({ alarms: { queueAgeMinutes: 3 } })['Observability']!;
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ApproximateAgeOfOldestMessage',
    Threshold: 180,
  });
});

it('recipients are subscribed', () => {
  const template = synthesizeWith({ recipients: ['a@example.com', 'b@example.com'] })['Observability']!;
  template.resourceCountIs('AWS::SNS::Subscription', 2);
});

it('the topic uses our key, with which CloudWatch may encrypt', () => {
  observability.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: {} });
});

it('there is one dashboard', () => observability.resourceCountIs('AWS::CloudWatch::Dashboard', 1));
