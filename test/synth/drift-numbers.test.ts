import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import * as z from 'zod';
import { grafanaDashboard } from '../../cli/drift/grafana-dashboard';
import everloopConfig from '../../everloop.config';
import { severityOf } from '../../lambdas/contracts/alarm-severity';
import { driftPlansSchema, numberDriftPolicySchema, numberSignals } from '../../lambdas/contracts/drift-policy';
import {
  breachMetrics,
  loopMetrics,
  regressionMetrics,
  silenceMetrics,
  windowMetrics,
} from '../../lambdas/contracts/metrics';
import { retrainAlarmPrefix } from '../../lambdas/contracts/retraining';
import { driftPlansOf, watchedWorkloads } from '../../lib/config/drift-plans-of';
import { DriftAlarms } from '../../lib/observability/drift-alarms';
import { driftPanels } from '../../lib/observability/drift-panels';
import { driftWidgets } from '../../lib/observability/drift-widgets';
import { DataStack } from '../../lib/stacks/data-stack';
import { DriftStack } from '../../lib/stacks/drift-stack';
import { RegistryStack } from '../../lib/stacks/registry-stack';
import { workloads } from '../../lib/workloads';
import { trafficVolume } from '../../lib/workloads/traffic-volume';
import { defineWorkload } from '../../lib/workloads/workload';
import { resourcesOf } from '../support/state-machines';
import { appOf } from '../support/synthesize';

const settings = z.strictObject({ drift: z.prefault(numberDriftPolicySchema, {}) });
/** A workload whose model predicts a number. */
const riverLevel = defineWorkload({
  id: 'river-level',
  title: 'River level',
  settings,
  ingestion: () => trafficVolume.ingestion(trafficVolume.settings.parse({})),
  training: () => ({ kind: 'none', why: 'test' }),
  predictions: () => ({ kind: 'none', why: 'test' }),
  drift: ({ drift }) => ({ kind: 'numbers', unit: 'cm', policy: drift }),
  rejectionAlarm: { share: 0.2, minimumItems: 50, source: 'test' },
});

const list = [...workloads, riverLevel];

function plansWith(drift: object = {}) {
  const config = {
    ...everloopConfig,
    workloads: { ...everloopConfig.workloads, 'river-level': settings.parse({ drift }) },
  };
  return driftPlansOf(config, 'dev', list);
}

/** The drift stack beside its data and registry, and what the observability stack draws and alarms on. */
function synthesizeWith(drift: object = {}) {
  const watched = watchedWorkloads(plansWith(drift), list);
  const app: App = appOf('dev');
  const find = <Kind>(kind: abstract new (...given: never[]) => Kind): Kind =>
    app.node.children.find(child => child instanceof kind) as Kind;
  const place = { project: 'Everloop', environment: 'dev' };
  const functions = () => ({
    codeOf: () => Code.fromInline('exports.handler = async () => {};'),
    architecture: 'arm64' as const,
    logRetentionDays: 90 as const,
    project: place.project,
    environmentName: place.environment,
  });
  const environment = everloopConfig.environments['dev']!;
  const parts = { data: find(DataStack), registry: find(RegistryStack) };
  const env = { account: parts.data.account, region: parts.data.region };
  const monitors = new DriftStack(app, 'Watched-Drift', { env, environment, watched, ...parts, functions });
  const charts = new Stack(app, 'Charts', { env });
  new DriftAlarms(charts, 'Alarms', { topic: new Topic(charts, 'Topic'), watched, place, periodSeconds: 60 });
  new Dashboard(charts, 'Dashboard', { widgets: watched.flatMap(driftWidgets) });
  return { monitors: Template.fromStack(monitors), charts: Template.fromStack(charts), watched };
}

const ofRiver = ({ Dimensions }: any) => Dimensions.some(({ Value }: any) => Value === 'river-level');
const alarmsOf = (charts: Template) =>
  resourcesOf(charts, 'AWS::CloudWatch::Alarm')
    .map(([, { Properties }]) => Properties as any)
    .filter(ofRiver);
const prefix = retrainAlarmPrefix({ project: 'Everloop', environment: 'dev', workload: 'river-level' });
const retraining = (charts: Template) =>
  alarmsOf(charts).flatMap(({ AlarmName }) => (AlarmName === undefined ? [] : [AlarmName.replace(prefix, '')]));

let found: ReturnType<typeof synthesizeWith>;
beforeAll(() => {
  found = synthesizeWith();
});

it('is looked at by a schedule of its own, and its lines, data sets and baselines are readable', () => {
  const schedules = resourcesOf(found.monitors, 'AWS::Scheduler::Schedule').map(([, { Properties }]) =>
    JSON.parse((Properties as any).Target.Input),
  );
  expect(schedules.map(({ workload }) => workload)).toEqual(['product-images', 'river-level']);
  const policies = JSON.stringify(resourcesOf(found.monitors, 'AWS::IAM::Policy'));
  for (const prefix of ['_records/', '_labels/', '_monitoring/', 'baselines/', 'datasets/', 'training/', '_reasons/']) {
    expect(policies).toContain(`/${prefix}river-level/*`);
  }
});

it('the plan survives the file that lies beside the function', () => {
  const plans = plansWith({ maxRmse: 12, retrainOn: ['rmse', 'data-drift'] });
  expect(driftPlansSchema.parse(JSON.parse(JSON.stringify(plans)))).toEqual(plans);
  expect(plans['river-level']).toMatchObject({ kind: 'numbers', unit: 'cm', policy: { maxRmse: 12 } });
});

it('refuses what is of classes alone, and signals that numbers have not', () => {
  expect(settings.safeParse({ drift: { minRecall: { bags: 0.9 } } }).success).toBe(false);
  expect(settings.safeParse({ drift: { retrainOn: ['recall'] } }).success).toBe(false);
  expect(settings.safeParse({ drift: { maxRmse: 0 } }).success).toBe(false);
});

it('has an alarm a signal on its gauge and one a silence; those of retrainOn ask for a retraining', () => {
  const gauges = numberSignals.map(signal => breachMetrics[signal]);
  const names = alarmsOf(found.charts).map(({ MetricName }) => MetricName);
  expect(names.sort()).toEqual([...gauges, ...Object.values(silenceMetrics)].sort());
  expect(retraining(found.charts)).toEqual(['rmse']);
  expect(retraining(synthesizeWith({ retrainOn: ['prediction-drift'] }).charts)).toEqual(['prediction-drift']);
  const rmse = alarmsOf(found.charts).find(({ AlarmName }) => AlarmName === `${prefix}rmse`);
  expect(rmse).toMatchObject({
    Namespace: 'Everloop',
    MetricName: 'RootMeanSquaredErrorBreach',
    Statistic: 'Maximum',
    Threshold: 1,
    TreatMissingData: 'ignore',
  });
});

it('every alarm says how bad it is and names a heading of the runbook that exists', () => {
  const runbook = readFileSync(join(__dirname, '../../docs/runbook.md'), 'utf8');
  const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, text]) => text!.toLowerCase().replaceAll(' ', '-'));
  const bad = Object.fromEntries(
    alarmsOf(found.charts).map(({ AlarmDescription: text }) => {
      const heading = /#([a-z-]+)$/.exec(text)![1]!;
      expect(headings).toContain(heading);
      return [heading, severityOf(text)];
    }),
  );
  expect(bad).toMatchObject({ rmse: 'critical', 'prediction-drift': 'warning', 'no-predictions': 'critical' });
});

it('both dashboards draw the same metrics of it, all of which the monitor publishes', () => {
  const river = found.watched.find(({ id }) => id === 'river-level')!;
  const drawn = driftPanels(river)
    .flat()
    .flatMap(({ left, right }) => [...left, ...right].map(({ metricName }) => metricName));
  const published: readonly string[] = [windowMetrics, regressionMetrics, loopMetrics].flatMap(names =>
    Object.values(names),
  );
  for (const name of drawn) expect(published).toContain(name);
  expect(drawn).toEqual(expect.arrayContaining(['RootMeanSquaredError', 'RootMeanSquaredErrorCeiling', 'RSquared']));
  const [, { Properties }] = resourcesOf(found.charts, 'AWS::CloudWatch::Dashboard')[0]!;
  const cloudWatch = JSON.stringify(Properties);
  const place = { project: 'Everloop', environment: 'dev', region: 'eu-central-1' };
  const grafana = JSON.parse(JSON.stringify(grafanaDashboard({ ...place, watched: [river] })));
  const asked = grafana.panels.flatMap(({ targets = [] }: any) => targets.map(({ metricName }: any) => metricName));
  expect(new Set(asked)).toEqual(new Set(drawn));
  for (const name of drawn) expect(cloudWatch).toContain(name);
  const minima = Object.fromEntries(
    grafana.panels.map(({ title, fieldConfig }: any) => [title, fieldConfig?.defaults.min]),
  );
  expect(minima).toMatchObject({ 'River level: error, cm': 0, 'River level: drift': 0 });
  // Worse than the mean is below 0, and so is too low.
  expect([minima['River level: R²'], minima['River level: bias, cm']]).toEqual([undefined, undefined]);
});
