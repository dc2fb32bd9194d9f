import { monitorLines } from '../../lambdas/handlers/drift/monitor-lines';
import type { MonitorEffects } from '../../lambdas/handlers/drift/monitor-window';
import type { Connection } from '../deployment/connect';
import { modelRegistryOf, objectStoreOf } from '../deployment/stores';
import type { Output } from '../output/output';

/** What a window is judged with by hand. */
export const monitorEffectsOf = (connection: Connection, output: Output): MonitorEffects => ({
  objects: objectStoreOf(connection),
  registry: modelRegistryOf(connection),
  modelsBucket: connection.deployment.ModelsBucket,
  quarantineBucket: connection.deployment.QuarantineBucket,
  predictionsBucket: connection.deployment.PredictionsBucket,
  lines: monitorLines(),
  journal: {
    note: () => {},
    problem: (message, details) => output.note(`${message}: ${JSON.stringify(details)}`),
  },
});
