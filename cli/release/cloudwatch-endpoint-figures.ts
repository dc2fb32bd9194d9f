import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { variantName } from '../../lambdas/contracts/deployment';
import type { EndpointFigures, HourFigures } from './endpoint-figures';

const hourSeconds = 3600;

/** Metrics that SageMaker publishes of its endpoints. */
export class CloudWatchEndpointFigures implements EndpointFigures {
  constructor(private readonly client: CloudWatchClient) {}

  async lastHour(endpoint: string): Promise<HourFigures> {
    const EndTime = new Date();
    const StartTime = new Date(EndTime.getTime() - hourSeconds * 1000);
    const queries = [
      query('requests', endpoint, { name: 'Invocations', statistic: 'Sum' }),
      query('errors', endpoint, { name: 'Invocation5XXErrors', statistic: 'Sum' }),
      query('latency', endpoint, { name: 'ModelLatency', statistic: 'p95' }),
    ];
    const command = new GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries: queries });
    const { MetricDataResults = [] } = await this.client.send(command);
    const values = (id: string) => MetricDataResults.find(({ Id }) => Id === id)?.Values ?? [];
    const sum = (id: string) => values(id).reduce((total, value) => total + value, 0);
    const requests = sum('requests');
    const slowest = Math.max(...values('latency'));
    return {
      requests,
      errorShare: requests > 0 ? sum('errors') / requests : null,
      latencyP95Ms: Number.isFinite(slowest) ? slowest / 1000 : null,
    };
  }
}

/** By the minute, so that what happened just now counts. */
function query(
  Id: string,
  endpoint: string,
  metric: { readonly name: string; readonly statistic: string },
): MetricDataQuery {
  const Dimensions = [
    { Name: 'EndpointName', Value: endpoint },
    { Name: 'VariantName', Value: variantName },
  ];
  return {
    Id,
    MetricStat: {
      Metric: { Namespace: 'AWS/SageMaker', MetricName: metric.name, Dimensions },
      Period: 60,
      Stat: metric.statistic,
    },
  };
}
