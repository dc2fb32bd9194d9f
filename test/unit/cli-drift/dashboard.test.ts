import { dashboardOf } from '../../../cli/drift/dashboard-of';
import everloopConfig from '../../../everloop.config';
import {
  classMetrics,
  ingestionMetrics,
  loopMetrics,
  metricNamespace,
  windowMetrics,
} from '../../../lambdas/contracts/metrics';
import { retrainAlarmName } from '../../../lambdas/contracts/retraining';

const dashboard: any = JSON.parse(JSON.stringify(dashboardOf(everloopConfig, 'dev')));
const panels: any[] = dashboard.panels.filter(({ type }: any) => type === 'timeseries');
const targets: any[] = panels.flatMap(panel => panel.targets);
const queried = targets.filter(({ metricName }) => metricName);

it('asks for metrics that functions publish, and nothing else', () => {
  const lists = [classMetrics, ingestionMetrics, loopMetrics, windowMetrics];
  const published = new Set<string>(lists.flatMap(names => Object.values(names)));
  expect(queried.length).toBeGreaterThan(10);
  expect(queried.map(({ metricName }) => metricName).filter(name => !published.has(name))).toEqual([]);
  expect(new Set(targets.map(({ namespace }) => namespace))).toEqual(new Set([metricNamespace]));
});

it('names a class with its metrics, and nothing but a workload with others', () => {
  const ofClasses: readonly string[] = Object.values(classMetrics);
  for (const { metricName, dimensions } of queried) {
    const names = Object.keys(dimensions).sort();
    expect([metricName, names]).toEqual([
      metricName,
      ofClasses.includes(metricName) ? ['Class', 'Workload'] : ['Workload'],
    ]);
  }
});

it('asks for a recall of each class, and for the share in quarantine beside what else is wrong with the data', () => {
  const recall = panels.find(({ title }) => title === 'Product images: recall');
  expect(recall.targets.filter(({ metricName }: any) => metricName === 'Recall')).toHaveLength(5);
  const quality = panels.find(({ title }) => title === 'Product images: data quality');
  expect(quality.targets.map(({ metricName }: any) => metricName)).toEqual([
    'MissingShare',
    'OutOfRangeShare',
    'DuplicateShare',
    'RefusedShare',
    'QuarantinedShare',
  ]);
});

it('marks trainings and releases as bars, and alarms that retrain as annotations', () => {
  const recall = panels.find(({ title }) => title === 'Product images: recall');
  for (const name of Object.values(loopMetrics)) {
    const { properties } = recall.fieldConfig.overrides.find(({ matcher }: any) => matcher.options === name);
    expect(properties).toContainEqual({ id: 'custom.drawStyle', value: 'bars' });
    expect(recall.targets.find(({ metricName }: any) => metricName === name).statistic).toBe('Sum');
  }
  const [annotation] = dashboard.annotations.list;
  const alarm = retrainAlarmName(
    { project: 'Everloop', environment: 'dev', workload: 'product-images' },
    'recall-bags',
  );
  expect(alarm.startsWith(annotation.target.alarmNamePrefix)).toBe(true);
});

it('can be imported: every panel has an id and a place of its own, and asks the data source that a person chooses', () => {
  const places = dashboard.panels.map(({ gridPos }: any) => JSON.stringify(gridPos));
  expect(new Set(places).size).toBe(dashboard.panels.length);
  expect(new Set(dashboard.panels.map(({ id }: any) => id)).size).toBe(dashboard.panels.length);
  expect(dashboard.templating.list).toMatchObject([{ type: 'datasource', name: 'cloudwatch', query: 'cloudwatch' }]);
  for (const { datasource } of targets) expect(datasource.uid).toBe('${cloudwatch}');
  expect(JSON.parse(JSON.stringify(dashboardOf(everloopConfig, 'dev')))).toEqual(dashboard);
});
