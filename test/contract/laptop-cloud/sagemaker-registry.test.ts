import {
  AddTagsCommand,
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  DeleteModelPackageCommand,
  DeleteModelPackageGroupCommand,
  DeleteTagsCommand,
  DescribeModelPackageCommand,
  DescribeModelPackageGroupCommand,
  ListModelPackagesCommand,
  ListTagsCommand,
  type ModelPackageSummary,
  paginateListModelPackages,
  SageMakerClient,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { ACCOUNT, allow, caller, clientOf, permit, REGION, refusalOf, uniqueName } from './iam-world';
import { eventsOf } from './sagemaker-events';
import { ended, jobWorld, sageMaker, startTraining, TINY } from './sagemaker-world';

jest.setTimeout(60_000);

const arn = (kind: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${kind}`;

async function group(): Promise<string> {
  const ModelPackageGroupName = uniqueName('Group');
  await sageMaker.send(
    new CreateModelPackageGroupCommand({ ModelPackageGroupName, ModelPackageGroupDescription: 'photos' }),
  );
  return ModelPackageGroupName;
}

const InferenceSpecification = {
  Containers: [{ Image: TINY, ModelDataUrl: 's3://models/model.tar.gz' }],
  SupportedContentTypes: ['image/jpeg'],
  SupportedResponseMIMETypes: ['application/json'],
};

async function version(ModelPackageGroupName: string, change: object = {}): Promise<string> {
  const request = { ModelPackageGroupName, InferenceSpecification, ...change };
  const { ModelPackageArn = '' } = await sageMaker.send(new CreateModelPackageCommand(request));
  return ModelPackageArn;
}

const describePackage = (ModelPackageName: string, client = sageMaker) =>
  client.send(new DescribeModelPackageCommand({ ModelPackageName }));
const approve = (ModelPackageArn: string, client = sageMaker) =>
  client.send(
    new UpdateModelPackageCommand({
      ModelPackageArn,
      ModelApprovalStatus: 'Approved',
      ApprovalDescription: 'better in every class',
    }),
  );

test('versions count up, wait for approval, and keep what they were registered with', async () => {
  const name = await group();
  await version(name);
  const second = await version(name, { CustomerMetadataProperties: { correlationId: 'c-1', commit: 'abc' } });
  expect(second).toBe(arn(`model-package/${name.toLowerCase()}/2`));
  expect(await describePackage(second)).toMatchObject({
    ModelPackageGroupName: name,
    ModelPackageVersion: 2,
    ModelPackageStatus: 'Completed',
    ModelApprovalStatus: 'PendingManualApproval',
    CustomerMetadataProperties: { correlationId: 'c-1', commit: 'abc' },
    InferenceSpecification,
  });
});

test('approval, its reason and metadata can be changed; the number of a deleted version is never given again', async () => {
  const name = await group();
  const first = await version(name, { CustomerMetadataProperties: { a: '1', b: '2' } });
  await approve(first);
  const change = {
    ModelPackageArn: first,
    CustomerMetadataProperties: { c: '3' },
    CustomerMetadataPropertiesToRemove: ['a'],
  };
  await sageMaker.send(new UpdateModelPackageCommand(change));
  expect(await describePackage(first)).toMatchObject({
    ModelApprovalStatus: 'Approved',
    ApprovalDescription: 'better in every class',
    CustomerMetadataProperties: { b: '2', c: '3' },
  });
  await sageMaker.send(new DeleteModelPackageCommand({ ModelPackageName: first }));
  expect(await refusalOf(describePackage(first))).toBe(`ValidationException: ModelPackage ${first} does not exist.`);
  expect(await version(name)).toMatch(/\/2$/);
});

test('versions are listed newest first, by approval, page by page', async () => {
  const name = await group();
  const arns: string[] = [];
  for (let at = 0; at < 5; at++) arns.push(await version(name));
  await approve(arns[2] ?? '');
  const all: ModelPackageSummary[] = [];
  for await (const page of paginateListModelPackages(
    { client: sageMaker, pageSize: 2 },
    { ModelPackageGroupName: name },
  )) {
    expect(page.ModelPackageSummaryList?.length).toBeLessThanOrEqual(2);
    all.push(...(page.ModelPackageSummaryList ?? []));
  }
  expect(all.map(one => one.ModelPackageVersion)).toEqual([5, 4, 3, 2, 1]);
  const approved = new ListModelPackagesCommand({
    ModelPackageGroupName: name,
    ModelApprovalStatus: 'Approved',
    MaxResults: 1,
  });
  const { ModelPackageSummaryList } = await sageMaker.send(approved);
  expect(ModelPackageSummaryList?.map(one => one.ModelPackageArn)).toEqual([arns[2]]);
});

test('a registration that is repeated with its token makes one version', async () => {
  const name = await group();
  const ClientToken = uniqueName('token');
  expect(await version(name, { ClientToken })).toBe(await version(name, { ClientToken }));
});

test('a group with versions cannot be deleted; an empty one can', async () => {
  const ModelPackageGroupName = await group();
  const first = await version(ModelPackageGroupName);
  const remove = () => sageMaker.send(new DeleteModelPackageGroupCommand({ ModelPackageGroupName }));
  expect(await refusalOf(remove())).toMatch(/ConflictException: Model Package Group cannot be deleted/);
  await sageMaker.send(new DeleteModelPackageCommand({ ModelPackageName: first }));
  await remove();
  const describe = sageMaker.send(new DescribeModelPackageGroupCommand({ ModelPackageGroupName }));
  expect(await refusalOf(describe)).toMatch(/does not exist/);
  expect(await refusalOf(version(ModelPackageGroupName))).toMatch(
    /ValidationException: ModelPackageGroup .* does not exist/,
  );
});

test('tags are added, listed and removed by ARN', async () => {
  const ResourceArn = arn(`model-package-group/${(await group()).toLowerCase()}`);
  const tags = async () => (await sageMaker.send(new ListTagsCommand({ ResourceArn }))).Tags;
  await sageMaker.send(
    new AddTagsCommand({
      ResourceArn,
      Tags: [
        { Key: 'team', Value: 'a' },
        { Key: 'cost', Value: 'b' },
      ],
    }),
  );
  await sageMaker.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ['cost'] }));
  expect(await tags()).toEqual([{ Key: 'team', Value: 'a' }]);
  const unknown = sageMaker.send(new ListTagsCommand({ ResourceArn: arn('model/nobody') }));
  expect(await refusalOf(unknown)).toMatch(/ResourceNotFound/);
});

test('callers need the action on the version, and nothing else', async () => {
  const name = await group();
  const first = await version(name);
  const { roleArn, signer } = await caller();
  const client = new SageMakerClient(clientOf(signer));
  await permit(roleArn, [allow('sagemaker:DescribeModelPackage', first)]);
  expect((await describePackage(first, client)).ModelPackageVersion).toBe(1);
  expect(await refusalOf(approve(first, client))).toMatch(/AccessDenied.*sagemaker:UpdateModelPackage/);
  await permit(roleArn, [allow('sagemaker:UpdateModelPackage', `${first}-other`)]);
  expect(await refusalOf(approve(first, client))).toMatch(/AccessDenied/);
  await permit(roleArn, [allow('sagemaker:UpdateModelPackage', first)]);
  await approve(first, client);
  client.destroy();
});

test('a caller that creates with tags needs to be allowed to tag', async () => {
  const { roleArn, signer } = await caller();
  const client = new SageMakerClient(clientOf(signer));
  const ModelPackageGroupName = uniqueName('tagged');
  const Tags = [{ Key: 'team', Value: 'a' }];
  const create = () => client.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName, Tags }));
  const resource = arn(`model-package-group/${ModelPackageGroupName}`);
  await permit(roleArn, [allow('sagemaker:CreateModelPackageGroup', resource)]);
  expect(await refusalOf(create())).toMatch(/AccessDenied.*sagemaker:AddTags/);
  await permit(roleArn, [allow(['sagemaker:CreateModelPackageGroup', 'sagemaker:AddTags'], resource)]);
  await create();
  client.destroy();
});

test('an approval is told to EventBridge as documented', async () => {
  const events = await eventsOf('SageMaker Model Package State Change');
  const name = await group();
  const first = await version(name, { CustomerMetadataProperties: { correlationId: 'c-9' } });
  await approve(first);
  const seen = await events(detail => detail.ModelPackageArn === first && detail.ModelApprovalStatus === 'Approved');
  const mine = seen.filter(event => event.resources[0] === first);
  expect(mine.map(event => event.detail.ModelApprovalStatus)).toEqual(['PendingManualApproval', 'Approved']);
  expect(mine[1]).toMatchObject({
    source: 'aws.sagemaker',
    detail: {
      ModelPackageGroupName: name,
      ModelPackageVersion: 1,
      CustomerMetadataProperties: { correlationId: 'c-9' },
    },
  });
  expect(mine[1].detail.CreationTime).toMatch(/^\d{4}-\d\d-\d\dT/);
});

test('the states of a training job are told to EventBridge, in their order', async () => {
  const events = await eventsOf('SageMaker Training Job State Change');
  const TrainingJobName = await startTraining(await jobWorld());
  await ended(TrainingJobName);
  const seen = await events(
    detail => detail.TrainingJobName === TrainingJobName && detail.TrainingJobStatus === 'Completed',
  );
  const mine = seen.filter(event => event.detail.TrainingJobName === TrainingJobName);
  const states = mine
    .sort((a, b) => a.detail.LastModifiedTime - b.detail.LastModifiedTime)
    .map(event => event.detail.SecondaryStatus);
  expect(states).toEqual(['Starting', 'Downloading', 'Training', 'Uploading', 'Completed']);
  expect(mine[0].detail.CreationTime).toBeGreaterThan(1e12);
});
