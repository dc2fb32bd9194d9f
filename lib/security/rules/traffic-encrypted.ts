import { isTrue, objectAt } from '../json';
import { checkJobs, type SageMakerRule } from '../rule';

export const trafficEncrypted: SageMakerRule = {
  id: 'SM4',
  finding: 'Containers of one job talk to each other in the clear.',
  why: 'A job of one instance pays nothing for EnableInterContainerTrafficEncryption, and somebody will raise the instance count one day. Set it on training jobs, and in NetworkConfig of processing jobs.',
  check: checkJobs(['training', 'processing'], (request, { kind }) => {
    const holder = kind === 'training' ? request : objectAt(request, 'NetworkConfig');
    return isTrue(holder['EnableInterContainerTrafficEncryption']);
  }),
};
