import { isTrue } from '../json';
import { checkJobs, type SageMakerRule } from '../rule';

export const modelIsolated: SageMakerRule = {
  id: 'SM3',
  finding: 'A model container can reach the network.',
  why: 'An endpoint gets bytes from outside; with EnableNetworkIsolation a hole in the container leads nowhere. Serverless endpoints do not offer it: acknowledge those.',
  check: checkJobs(['model'], request => isTrue(request['EnableNetworkIsolation'])),
};
