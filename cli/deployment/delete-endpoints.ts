import config from '../../everloop.config';
import { deployedPrefix, endpointName } from '../../lambdas/contracts/resource-names';
import { stages } from '../../lambdas/contracts/serving-settings';
import { EndpointBusyError } from '../../lambdas/domain/serving/deployment-errors';
import type { ModelEndpoints } from '../../lambdas/ports/model-endpoints';
import { wallClock } from '../ingestion/wait-for-outcomes';
import { allTrained } from '../training/require-trained';
import { modelEndpointsOf } from './stores';
import { clientSettingsOf, type DeployTarget } from './target';

const [patienceMs, pauseMs] = [15 * 60_000, 5_000];

/**
 * Deletes the endpoints of an environment with their configurations and models: releases make them, not CloudFormation,
 * and they cost by the hour.
 * @returns how many endpoints there were
 */
export async function deleteEndpoints(target: DeployTarget, report: (progress: string) => void): Promise<number> {
  const endpoints = modelEndpointsOf({ settings: { ...clientSettingsOf(target), maxAttempts: 6 } });
  let deleted = 0;
  for (const { id: workload } of allTrained()) {
    for (const stage of stages) {
      const parts = { project: config.project, environment: target.environmentName, workload, stage };
      const name = endpointName(parts);
      if (await endpoints.describe(name)) {
        report(`deleting ${name}`);
        await removeAtRest(name, endpoints, target.signal);
        deleted += 1;
      }
      for (const one of await endpoints.configs(deployedPrefix(parts))) await endpoints.removeConfig(one.name);
    }
  }
  return deleted;
}

/** What is being changed can't be deleted before that has ended. */
async function removeAtRest(name: string, endpoints: ModelEndpoints, signal: AbortSignal): Promise<void> {
  const end = wallClock.nowMs() + patienceMs;
  for (;;) {
    try {
      return await endpoints.remove(name);
    } catch (error) {
      if (!(error instanceof EndpointBusyError) || wallClock.nowMs() > end) throw error;
    }
    await wallClock.sleep(pauseMs, signal);
  }
}
