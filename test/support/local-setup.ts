import { clientEnvironment } from '../../local/cloud/environment';
import { freePort } from '../../local/cloud/ports';
import { TestCloud } from './laptop-cloud';

/**
 * Jest's globalSetup of the `local` tests: ONE laptop cloud on a free port with a temporary state folder.
 * Tests read EVERLOOP_TEST_ENDPOINT; AWS SDK clients made without settings find everything in AWS_*.
 */
export default async function setUp(): Promise<void> {
  const cloud = new TestCloud();
  const { endpoint, serviceUrl } = await cloud.up('--port', String(await freePort()));
  Object.assign(process.env, clientEnvironment(cloud.paths, endpoint), {
    EVERLOOP_TEST_ENDPOINT: endpoint,
    EVERLOOP_TEST_SERVICE: serviceUrl,
    EVERLOOP_TEST_STATE: cloud.folder,
  });
}
