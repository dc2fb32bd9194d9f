import {
  AddAssociationCommand,
  AddTagsCommand,
  CreateArtifactCommand,
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  CreatePipelineCommand,
  DeleteArtifactCommand,
  DeleteAssociationCommand,
  DescribeArtifactCommand,
  type Filter,
  ListArtifactsCommand,
  ListAssociationsCommand,
  paginateSearch,
  SearchCommand,
  type SearchCommandInput,
} from '@aws-sdk/client-sagemaker';
import { refusalOf, uniqueName } from './iam-world';
import { ended, type JobWorld, jobWorld, sageMaker, startTraining, TINY } from './sagemaker-world';

jest.setTimeout(60_000);

let world: JobWorld;
beforeAll(async () => {
  world = await jobWorld();
});

const search = async (request: SearchCommandInput) => (await sageMaker.send(new SearchCommand(request))).Results ?? [];
const filter = (Name: string, Operator: Filter['Operator'], Value?: string): Filter => ({ Name, Operator, Value });

test('training jobs are found by name, metric, hyper-parameter and tag, sorted by a metric, page by page', async () => {
  const prefix = uniqueName('found');
  const names = [0.5, 0.25, 0.75].map(loss => `${prefix}-${loss * 100}`);
  const MetricDefinitions = [{ Name: 'loss', Regex: 'loss=([^;]+);' }];
  for (const [at, losses] of ['0.5', '0.25', '0.75'].entries()) {
    await startTraining(world, {
      TrainingJobName: names[at],
      AlgorithmSpecification: { TrainingImage: TINY, TrainingInputMode: 'File', MetricDefinitions },
      HyperParameters: { losses, depth: String(at) },
      ...(at === 2 && { Tags: [{ Key: 'prefix', Value: prefix }] }),
    });
  }
  await Promise.all(names.map(name => ended(name)));
  const found = async (...Filters: Filter[]) => {
    const SearchExpression = { Filters: [filter('TrainingJobName', 'Contains', prefix), ...Filters] };
    const results = await search({
      Resource: 'TrainingJob',
      SearchExpression,
      SortBy: 'CreationTime',
      SortOrder: 'Ascending',
    });
    return results.map(({ TrainingJob }) => names.indexOf(TrainingJob?.TrainingJobName ?? ''));
  };
  expect(await found()).toEqual([0, 1, 2]);
  expect(await found(filter('Metrics.loss', 'LessThan', '0.6'))).toEqual([0, 1]);
  expect(await found(filter('HyperParameters.depth', 'GreaterThan', '0'))).toEqual([1, 2]);
  expect(await found(filter('Tags.prefix', 'Equals', prefix))).toEqual([2]);
  const pages = paginateSearch(
    { client: sageMaker, pageSize: 1 },
    {
      Resource: 'TrainingJob',
      SearchExpression: { Filters: [filter('TrainingJobName', 'Contains', prefix)] },
      SortBy: 'Metrics.loss',
      SortOrder: 'Descending',
    },
  );
  const sorted: (string | undefined)[] = [];
  for await (const page of pages) sorted.push(...(page.Results ?? []).map(one => one.TrainingJob?.TrainingJobName));
  expect(sorted).toEqual([names[2], names[0], names[1]]);
});

test('model packages and pipelines are found with their tags and metadata', async () => {
  const name = uniqueName('searched');
  await sageMaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: name }));
  const InferenceSpecification = { Containers: [{ Image: TINY, ModelDataUrl: `s3://${world.bucket}/model.tar.gz` }] };
  for (const correlationId of ['c-1', 'c-2']) {
    await sageMaker.send(
      new CreateModelPackageCommand({
        ModelPackageGroupName: name,
        InferenceSpecification,
        CustomerMetadataProperties: { correlationId },
      }),
    );
  }
  const SearchExpression = {
    Filters: [
      filter('ModelPackageGroupName', 'Equals', name),
      filter('CustomerMetadataProperties.correlationId', 'In', 'c-2,c-3'),
    ],
  };
  const [version, ...others] = await search({ Resource: 'ModelPackage', SearchExpression });
  expect([version?.ModelPackage?.ModelPackageVersion, others]).toEqual([2, []]);
  const PipelineDefinition = JSON.stringify({
    Version: '2020-12-01',
    Steps: [{ Name: 'End', Type: 'Fail', Arguments: { ErrorMessage: 'the end' } }],
  });
  const { PipelineArn } = await sageMaker.send(
    new CreatePipelineCommand({
      PipelineName: name,
      PipelineDefinition,
      RoleArn: world.roleArn,
      ClientRequestToken: 'x'.repeat(32),
    }),
  );
  await sageMaker.send(new AddTagsCommand({ ResourceArn: PipelineArn, Tags: [{ Key: 'workload', Value: name }] }));
  const [pipeline] = await search({
    Resource: 'Pipeline',
    SearchExpression: { Filters: [filter('Tags.workload', 'Equals', name)] },
  });
  expect(pipeline?.Pipeline).toMatchObject({ PipelineArn, Tags: [{ Key: 'workload', Value: name }] });
  const groups = await search({
    Resource: 'ModelPackageGroup',
    SearchExpression: { Filters: [filter('ModelPackageGroupName', 'Equals', name)] },
  });
  expect(groups).toHaveLength(1);
});

test.each([
  ['another kind', { Resource: 'Experiment' as const }, /Search must ask for one of .*, got Experiment/],
  [
    'an unknown property',
    { Resource: 'TrainingJob' as const, SearchExpression: { Filters: [filter('Name', 'Equals', 'x')] } },
    /Unknown property name: Name is no property of TrainingJob/,
  ],
  [
    'another account',
    { Resource: 'TrainingJob' as const, CrossAccountFilterOption: 'CrossAccount' as const },
    /must stay in the SameAccount/,
  ],
  [
    'visibility conditions',
    { Resource: 'TrainingJob' as const, VisibilityConditions: [{ Key: 'a', Value: 'b' }] },
    /must have no VisibilityConditions/,
  ],
])('%s is refused', async (_, request, message) => {
  const refusal = await refusalOf(search(request));
  expect(refusal).toMatch(/^ValidationException: /);
  expect(refusal).toMatch(message);
});

describe('lineage', () => {
  const artifact = async (ArtifactType: string, SourceUri = `s3://${uniqueName('lineage')}/x`) =>
    (
      await sageMaker.send(
        new CreateArtifactCommand({ ArtifactName: ArtifactType, ArtifactType, Source: { SourceUri } }),
      )
    ).ArtifactArn ?? '';

  test('artifacts are kept, found by source, and connected to what came from them', async () => {
    const SourceUri = `s3://${uniqueName('lineage')}/manifest.json`;
    const SourceArn = await artifact('DataSet', SourceUri);
    const DestinationArn = await artifact('Model');
    await sageMaker.send(new AddAssociationCommand({ SourceArn, DestinationArn, AssociationType: 'ContributedTo' }));
    const described = await sageMaker.send(new DescribeArtifactCommand({ ArtifactArn: SourceArn }));
    expect(described).toMatchObject({ ArtifactType: 'DataSet', Source: { SourceUri } });
    const { ArtifactSummaries } = await sageMaker.send(new ListArtifactsCommand({ SourceUri }));
    expect(ArtifactSummaries?.map(one => one.ArtifactArn)).toEqual([SourceArn]);
    const list = async (request: object) =>
      (await sageMaker.send(new ListAssociationsCommand(request))).AssociationSummaries ?? [];
    expect(await list({ DestinationArn })).toMatchObject([
      {
        SourceArn,
        SourceType: 'DataSet',
        DestinationType: 'Model',
        AssociationType: 'ContributedTo',
        SourceName: 'DataSet',
      },
    ]);
    expect(await list({ DestinationArn, SourceType: 'Model' })).toEqual([]);
    expect(await list({ SourceArn, CreatedBefore: new Date(0) })).toEqual([]);
    const again = sageMaker.send(new AddAssociationCommand({ SourceArn, DestinationArn }));
    expect(await refusalOf(again)).toMatch(/ValidationException: .*already exists/);
    const held = sageMaker.send(new DeleteArtifactCommand({ ArtifactArn: SourceArn }));
    expect(await refusalOf(held)).toMatch(/can't be deleted while it has associations/);
    await sageMaker.send(new DeleteAssociationCommand({ SourceArn, DestinationArn }));
    await sageMaker.send(new DeleteArtifactCommand({ ArtifactArn: SourceArn }));
    expect(await list({ DestinationArn })).toEqual([]);
  });

  test('what does not exist is connected to nothing', async () => {
    const SourceArn = await artifact('DataSet');
    const DestinationArn = SourceArn.replace(/[^/]+$/, 'f'.repeat(32));
    const refusal = await refusalOf(sageMaker.send(new AddAssociationCommand({ SourceArn, DestinationArn })));
    expect(refusal).toMatch(/^ResourceNotFound: Artifact with ARN .*f{32} does not exist/);
  });
});
