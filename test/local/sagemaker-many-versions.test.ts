import fs from 'node:fs';
import path from 'node:path';
import {
  type ListModelPackagesCommandInput,
  paginateListModelPackages,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { ACCOUNT, clientEnvironment, REGION } from '../../local/cloud/environment';
import { makeFolder } from '../../local/cloud/folder';
import { freePort } from '../../local/cloud/ports';
import { residentBytes } from '../../local/cloud/processes';
import { TestCloud } from '../support/laptop-cloud';

jest.setTimeout(180_000);

const VERSIONS = 10_000;
const GROUP = 'Photos';
const cloud = new TestCloud();
const before = { ...process.env };
afterAll(async () => {
  process.env = before;
  await cloud.remove();
});

/** A version with about as much in it as the training pipeline registers: 2 KB. */
function version(number: number): object {
  const arn = `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model-package/photos/${number}`;
  const s3 = (name: string) => ({
    ContentType: 'application/json',
    S3Uri: `s3://models/photos/${number}/${name}.json`,
  });
  return {
    ModelPackageGroupName: GROUP,
    ModelPackageName: `${GROUP}/${number}`,
    ModelPackageArn: arn,
    ModelPackageVersion: number,
    ModelPackageStatus: 'Completed',
    ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
    CertifyForMarketplace: false,
    ModelApprovalStatus: number % 10 === 0 ? 'Approved' : 'PendingManualApproval',
    InferenceSpecification: {
      Containers: [{ Image: 'tiny:1', ModelDataUrl: `s3://models/photos/${number}/model.tar.gz` }],
    },
    ModelMetrics: { ModelQuality: { Statistics: s3('statistics'), Constraints: s3('constraints') } },
    DriftCheckBaselines: { ModelDataQuality: { Statistics: s3('baseline'), Constraints: s3('bounds') } },
    ModelCard: { ModelCardStatus: 'Draft', ModelCardContent: JSON.stringify({ model_overview: 'x'.repeat(800) }) },
    CustomerMetadataProperties: { correlationId: `c-${number}`, artifactSha256: 'f'.repeat(64), macroF1: '0.97' },
    CreationTime: 1_700_000_000 + number,
    LastModifiedTime: 1_700_000_000 + number,
  };
}

/** Lays the records where SageMaker local keeps them: creating ten thousand through the API would take minutes. */
function layRecords(): void {
  makeFolder(cloud.paths);
  const folder = path.join(cloud.folder, 'sagemaker', 'records');
  fs.mkdirSync(folder, { recursive: true });
  const write = (kind: string, lines: readonly (readonly [string, object])[]) =>
    fs.writeFileSync(path.join(folder, `${kind}.ndjson`), `${lines.map(line => JSON.stringify(line)).join('\n')}\n`);
  const arn = `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model-package-group/photos`;
  const group = { ModelPackageGroupName: GROUP, ModelPackageGroupArn: arn, ModelPackageGroupStatus: 'Completed' };
  write('model-package-groups', [[GROUP, { ...group, CreationTime: 1_700_000_000, CreatedBy: {} }]]);
  const versions = Array.from({ length: VERSIONS }, (_, at) => version(at + 1));
  write(
    'model-packages',
    versions.map(one => [(one as { ModelPackageArn: string }).ModelPackageArn, one]),
  );
}

test('ten thousand versions of a group are listed in order and filtered, in little memory', async () => {
  layRecords();
  const { endpoint, service } = await cloud.up('--port', String(await freePort()));
  Object.assign(process.env, clientEnvironment(cloud.paths, endpoint));
  const client = new SageMakerClient({ endpoint });
  const listed = async (request: ListModelPackagesCommandInput, pageSize: number) => {
    const versions: number[] = [];
    const pages = paginateListModelPackages({ client, pageSize }, { ModelPackageGroupName: GROUP, ...request });
    for await (const page of pages)
      versions.push(...(page.ModelPackageSummaryList ?? []).map(one => one.ModelPackageVersion ?? 0));
    return versions;
  };
  const all = await listed({}, 100);
  expect(all).toEqual(Array.from({ length: VERSIONS }, (_, at) => VERSIONS - at));
  const approved = await listed({ ModelApprovalStatus: 'Approved', SortOrder: 'Ascending' }, 100);
  expect(approved).toEqual(Array.from({ length: VERSIONS / 10 }, (_, at) => (at + 1) * 10));
  const CreationTimeAfter = new Date((1_700_000_000 + VERSIONS - 3) * 1000);
  expect(await listed({ CreationTimeAfter }, 2)).toEqual([VERSIONS, VERSIONS - 1, VERSIONS - 2]);
  expect(await listed({ NameContains: 'nobody' }, 10)).toEqual([]);
  const megabytes = residentBytes(service.pid) / 1024 ** 2;
  client.destroy();
  expect(megabytes).toBeLessThanOrEqual(300);
});
