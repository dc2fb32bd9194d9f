import { trainingParameters as names } from '../../../lambdas/contracts/training-parameters';
import type { ContainerTraining } from '../../../lambdas/contracts/training-plan';
import type { Parameter } from '../definition';
import { isTuned } from './fitting';
import { noChampionUri } from './preparing';
import type { TrainingSite } from './site';

/** What an execution may set. Those without a default must be given. */
export function trainingParameters(plan: ContainerTraining, site: TrainingSite): Parameter[] {
  const { settings } = plan;
  const text = (Name: string, DefaultValue?: string): Parameter => ({
    Name,
    Type: 'String',
    ...(DefaultValue !== undefined && { DefaultValue }),
  });
  return [
    text(names.datasetManifestId),
    text(names.correlationId),
    text(names.championVersion, 'none'),
    text(names.championModelUri, noChampionUri(site)),
    text(names.gateOverrides, '{}'),
    text(names.commit, site.commit),
    text(names.processingInstanceType, settings.processingInstanceType),
    text(names.trainingInstanceType, settings.trainingInstanceType),
    ...(isTuned(plan) ? [{ Name: names.tuningJobs, Type: 'Integer', DefaultValue: settings.tuningJobs } as const] : []),
  ];
}
