import { TestCloud } from './laptop-cloud';

/** Stops the cloud of local-setup and deletes its state. */
export default async function tearDown(): Promise<void> {
  const folder = process.env['EVERLOOP_TEST_STATE'];
  if (folder) await new TestCloud(folder).remove();
}
