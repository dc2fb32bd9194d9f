import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { driftPlansOf, watchedWorkloads } from '../../lib/config/drift-plans-of';
import type { Config } from '../../lib/config/schema';
import { grafanaDashboard } from './grafana-dashboard';

/** Grafana's own name for the region of its data source. */
const anyRegion = 'default';

/** The dashboard of one environment, for Grafana. */
export function dashboardOf(config: Config, environmentName: string): Dashboard {
  return grafanaDashboard({
    project: config.project,
    environment: environmentName,
    region: config.environments[environmentName]?.region ?? anyRegion,
    watched: watchedWorkloads(driftPlansOf(config, environmentName)),
  });
}
