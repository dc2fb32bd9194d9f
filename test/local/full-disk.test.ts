import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { ROOT_CREDENTIALS } from '../../local/cloud/environment';
import { freePort } from '../../local/cloud/ports';
import { TestCloud } from '../support/laptop-cloud';

jest.setTimeout(120_000);

const mountPoint = fs.mkdtempSync(path.join(os.tmpdir(), 'everloop-disk-'));

/** A disk of its own in memory; false where this user may not mount one. */
function mount(options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', mountPoint], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
const unmount = () => execFileSync('umount', [mountPoint]);

const mayMount = mount('size=1m');
if (mayMount) unmount();
const describeIfMountable = mayMount ? describe : describe.skip;
afterAll(() => fs.rmSync(mountPoint, { recursive: true, force: true }));

/** Writes until `write` is refused. */
function fill(write: (count: number) => void): void {
  try {
    for (let count = 0; ; count++) write(count);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

const block = Buffer.alloc(4096);
const fillBytes = () => {
  const file = fs.openSync(path.join(mountPoint, 'fill'), 'w');
  fill(() => fs.writeSync(file, block));
  fs.closeSync(file);
};
const fillFiles = () => fill(count => fs.symlinkSync('nowhere', path.join(mountPoint, `fill-${count}`)));

async function changeState(endpoint: string): Promise<void> {
  const s3 = new S3Client({ endpoint, region: 'us-east-1', credentials: ROOT_CREDENTIALS });
  for (let count = 0; count < 100; count++) await s3.send(new CreateBucketCommand({ Bucket: `bucket-${count}-lost` }));
}

/** Makes the local service log more than the last block of its log can take. */
async function logMuch(serviceUrl: string): Promise<void> {
  const headers = { 'x-everloop-service': 'sagemaker', 'x-amz-target': `SageMaker.${'Long'.repeat(200)}` };
  for (let count = 0; count < 20; count++) await fetch(serviceUrl, { method: 'POST', headers, body: '{}' });
}

describeIfMountable.each([
  ['bytes', 'size=260m', fillBytes, '200 MB must be free, got 0 MB'],
  ['files', 'size=600m,nr_inodes=1300', fillFiles, 'room for 1000 files must be free, got for 0'],
])('a disk that ran out of %s', (_what, size, fillUp, shortage) => {
  let cloud: TestCloud;
  beforeAll(async () => {
    mount(size);
    cloud = new TestCloud(path.join(mountPoint, 'state'));
    await cloud.up('--port', String(await freePort()));
    fillUp();
    await changeState(cloud.record.endpoint);
    await logMuch(cloud.record.serviceUrl);
  });
  afterAll(async () => {
    await cloud.run('down', '--purge');
    unmount();
  });

  test('ends nothing, and is shown by `status`', async () => {
    expect((await cloud.run('status')).stdout).toContain(`is nearly full: ${shortage}`);
  });

  test('does not keep `down` from stopping everything, and it says what is lost', async () => {
    const { code, stdout } = await cloud.run('down', '--quiet');
    expect(stdout).toContain('The laptop cloud is down.\nIts last changes could not be saved and are lost: the disk');
    expect(code).toBe(1);
    expect(cloud.processes).toEqual([]);
  });

  test('is refused by `up`', async () => {
    const { code, stderr } = await cloud.run('up');
    expect(code).toBe(2);
    expect(stderr).toContain('; free some disk space, or set EVERLOOP_STATE to a folder on another disk');
  });

  test('does not keep `down --purge` from deleting the state', async () => {
    expect(await cloud.run('down', '--purge', '--quiet')).toMatchObject({ code: 0 });
    expect(fs.existsSync(cloud.folder)).toBe(false);
  });
});
