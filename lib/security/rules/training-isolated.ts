import { isTrue } from '../json';
import { checkJobs, type SageMakerRule } from '../rule';

export const trainingIsolated: SageMakerRule = {
  id: 'SM1',
  finding: 'A training job can reach the network.',
  why: 'Training reads data of others and code from packages; without EnableNetworkIsolation either can leave. Give the job its input by channels and write tracking records in a step behind it.',
  check: checkJobs(['training'], request => isTrue(request['EnableNetworkIsolation'])),
};
