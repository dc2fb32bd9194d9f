import {
  AnnotationQueryBuilder as AlarmQueryBuilder,
  MetricEditorMode,
  MetricQueryType,
  MetricsQueryBuilder,
  QueryMode,
} from '@grafana/grafana-foundation-sdk/cloudwatch';
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DatasourceVariableBuilder,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { classDimension, loopMetrics, metricNamespace, workloadDimension } from '../../lambdas/contracts/metrics';
import { retrainAlarmPrefix } from '../../lambdas/contracts/retraining';
import type { WatchedWorkload } from '../../lib/config/drift-plans-of';
import { type DriftPanel, driftPanels, type PanelSeries } from '../../lib/observability/drift-panels';

export interface DashboardProps {
  readonly project: string;
  readonly environment: string;
  readonly region: string;
  readonly watched: readonly WatchedWorkload[];
}

/** Chosen at import, so that one file suits every Grafana. */
const source = { type: 'cloudwatch', uid: '${cloudwatch}' } as const;

const panelHeight = 8;
const markNames: ReadonlySet<string> = new Set(Object.values(loopMetrics));

/**
 * Dashboard model of Grafana: the charts of the CloudWatch dashboard, with trainings and releases as bars and the alarms
 * that retrain as annotations. The same configuration gives the same JSON.
 */
export function grafanaDashboard({ project, environment, region, watched }: DashboardProps): Dashboard {
  const dashboard = new DashboardBuilder(`${project} ${environment}: models`)
    .uid(`${project}-${environment}-models`.toLowerCase())
    .tags(['everloop', environment])
    .time({ from: 'now-7d', to: 'now' })
    .timezone('browser')
    .refresh('1m')
    .withVariable(new DatasourceVariableBuilder('cloudwatch').label('CloudWatch').type('cloudwatch'));
  let panels = 0;
  for (const workload of watched) {
    const alarmNamePrefix = retrainAlarmPrefix({ project, environment, workload: workload.id });
    dashboard.annotation(
      new AnnotationQueryBuilder()
        .name(`${workload.title}: alarms that retrain`)
        .datasource(source)
        .enable(true)
        .iconColor('red')
        .target(
          new AlarmQueryBuilder()
            .refId('alarms')
            .queryMode(QueryMode.Annotations)
            .prefixMatching(true)
            .alarmNamePrefix(alarmNamePrefix)
            .region(region),
        ),
    );
    dashboard.withRow(new RowBuilder(workload.title).id(++panels));
    for (const panel of driftPanels(workload).flat()) {
      dashboard.withPanel(drawn(panel, { region, workload }).id(++panels));
    }
  }
  return dashboard.build();
}

interface Place {
  readonly region: string;
  readonly workload: WatchedWorkload;
}

function drawn(panel: DriftPanel, place: Place): PanelBuilder {
  const { title, width, left, right, limits, isShare, isSigned } = panel;
  const chart = new PanelBuilder().title(title).datasource(source).span(width).height(panelHeight);
  if (!isSigned) chart.min(0);
  if (isShare) chart.max(1);
  const notes = limits.map(({ value, label }) => `${value}: ${label}`);
  if (notes.length > 0) chart.description(notes.join('\n'));
  let queries = 0;
  const id = () => `q${++queries}`;
  for (const series of [...left, ...right]) chart.withTarget(query(series, place, id()));
  for (const { metricName } of right) {
    const style = markNames.has(metricName) ? [{ id: 'custom.drawStyle', value: 'bars' }] : [];
    const scale = [
      { id: 'custom.axisPlacement', value: 'right' },
      { id: 'max', value: null },
    ];
    chart.overrideByName(metricName, [...scale, ...style]);
  }
  return chart;
}

const metricQuery = ({ region, workload: { plan } }: Place, id: string): MetricsQueryBuilder =>
  new MetricsQueryBuilder()
    .refId(id)
    .id(id)
    .datasource(source)
    .queryMode(QueryMode.Metrics)
    .metricQueryType(MetricQueryType.Search)
    .region(region)
    .namespace(metricNamespace)
    .matchExact(true)
    .period(`${Math.ceil(plan.policy.stepSeconds / 60) * 60}`);

const query = ({ metricName, label }: PanelSeries, place: Place, id: string): Builder<Dataquery> =>
  metricQuery(place, id)
    .metricEditorMode(MetricEditorMode.Builder)
    .metricName(metricName)
    .dimensions({ [workloadDimension]: place.workload.id, ...(label !== undefined && { [classDimension]: label }) })
    .statistic(markNames.has(metricName) ? 'Sum' : 'Maximum')
    .label(label ?? metricName);
