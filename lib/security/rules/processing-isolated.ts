import { isTrue, objectAt } from '../json';
import { checkJobs, type SageMakerRule } from '../rule';

export const processingIsolated: SageMakerRule = {
  id: 'SM2',
  finding: 'A processing job can reach the network.',
  why: 'Preparation and evaluation read the same data as training. Set NetworkConfig.EnableNetworkIsolation; acknowledge the one step that must call a service, with its name.',
  check: checkJobs(['processing'], request => isTrue(objectAt(request, 'NetworkConfig')['EnableNetworkIsolation'])),
};
