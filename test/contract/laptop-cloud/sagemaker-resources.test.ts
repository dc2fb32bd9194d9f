import {
  DescribeEndpointCommand,
  DescribeModelPackageGroupCommand,
  DescribePipelineCommand,
  ListEndpointConfigsCommand,
  ListModelsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-sagemaker';
import { Deployed } from './deployed';
import { refusalOf, uniqueName } from './iam-world';
import { ended, type JobWorld, jobWorld, put, sageMaker, startTraining, TINY } from './sagemaker-world';

jest.setTimeout(120_000);

let world: JobWorld;
let modelData: string;
beforeAll(async () => {
  world = await jobWorld();
  modelData = (await ended(await startTraining(world))).ModelArtifacts?.S3ModelArtifacts ?? '';
});

const attribute = (logicalId: string, name: string) => ({ 'Fn::GetAtt': [logicalId, name] });

const serving = (fleet: string, endpointName: string) => ({
  Model: {
    Type: 'AWS::SageMaker::Model',
    Properties: {
      ExecutionRoleArn: world.roleArn,
      PrimaryContainer: { Image: TINY, ModelDataUrl: modelData, Environment: { TINY_FLEET: fleet } },
    },
  },
  Config: {
    Type: 'AWS::SageMaker::EndpointConfig',
    Properties: {
      ProductionVariants: [
        {
          VariantName: 'AllTraffic',
          ModelName: attribute('Model', 'ModelName'),
          InstanceType: 'ml.m5.large',
          // Templates may hold numbers as texts.
          InitialInstanceCount: '1',
          InitialVariantWeight: '1.0',
        },
      ],
    },
  },
  Endpoint: {
    Type: 'AWS::SageMaker::Endpoint',
    Properties: { EndpointName: endpointName, EndpointConfigName: attribute('Config', 'EndpointConfigName') },
  },
});

const count = async (prefix: string) => {
  const NameContains = prefix.slice(0, 40);
  const { Models = [] } = await sageMaker.send(new ListModelsCommand({ NameContains }));
  const { EndpointConfigs = [] } = await sageMaker.send(new ListEndpointConfigsCommand({ NameContains }));
  return [Models.length, EndpointConfigs.length];
};

test('a stack makes an endpoint that serves; a change replaces model and configuration and updates the endpoint', async () => {
  const stack = new Deployed('serving');
  const EndpointName = uniqueName('Stack-Endpoint');
  await stack.create(serving('one', EndpointName));
  const describe = () => sageMaker.send(new DescribeEndpointCommand({ EndpointName }));
  const before = await describe();
  expect(before.EndpointStatus).toBe('InService');
  expect(stack.idOf('Endpoint')).toBe(before.EndpointArn);
  await stack.update(serving('two', EndpointName));
  const after = await describe();
  expect(after.CreationTime).toEqual(before.CreationTime);
  expect(after.EndpointConfigName).not.toBe(before.EndpointConfigName);
  expect(await count(stack.name)).toEqual([1, 1]); // the old ones are gone
  await stack.destroy();
  expect(await refusalOf(describe())).toMatch(/Could not find endpoint/);
  expect(await count(stack.name)).toEqual([0, 0]);
});

test('a stack whose endpoint does not come up rolls back with the reason', async () => {
  const stack = new Deployed('broken');
  const resources = serving('x', uniqueName('Broken-Endpoint'));
  Object.assign(resources.Model.Properties.PrimaryContainer.Environment, { TINY_BROKEN: '1' });
  await expect(stack.create(resources)).rejects.toThrow(/ROLLBACK_COMPLETE/);
  expect((await stack.failures()).join('\n')).toContain(
    'did not pass the ping health check; its last line: no model here',
  );
  await stack.destroy();
});

test('a group is made, tagged in place, and replaced when its name changes', async () => {
  const stack = new Deployed('registry');
  const [first, second] = [uniqueName('Photos'), uniqueName('Photos')];
  const resources = (ModelPackageGroupName: string, team: string) => ({
    Group: {
      Type: 'AWS::SageMaker::ModelPackageGroup',
      Properties: {
        ModelPackageGroupName,
        ModelPackageGroupDescription: 'photos',
        Tags: [{ Key: 'team', Value: team }],
      },
    },
  });
  const describe = (ModelPackageGroupName: string) =>
    sageMaker.send(new DescribeModelPackageGroupCommand({ ModelPackageGroupName }));
  await stack.create(resources(first, 'a'));
  await stack.update(resources(first, 'b'));
  const { ModelPackageGroupArn: ResourceArn, ModelPackageGroupDescription } = await describe(first);
  expect([stack.idOf('Group'), ModelPackageGroupDescription]).toEqual([ResourceArn, 'photos']);
  expect((await sageMaker.send(new ListTagsCommand({ ResourceArn }))).Tags).toEqual([{ Key: 'team', Value: 'b' }]);
  await stack.update(resources(second, 'b'));
  await describe(second);
  expect(await refusalOf(describe(first))).toMatch(/does not exist/);
  await stack.destroy();
});

test('a pipeline takes its definition from the template or from S3, and is updated in place', async () => {
  const stack = new Deployed('pipeline');
  const PipelineName = uniqueName('Pipeline');
  const definition = (name: string) => ({
    Version: '2020-12-01',
    Steps: [{ Name: name, Type: 'Fail', Arguments: { ErrorMessage: 'x' } }],
  });
  const resources = (PipelineDefinition: object) => ({
    Pipeline: {
      Type: 'AWS::SageMaker::Pipeline',
      Properties: { PipelineName, RoleArn: world.roleArn, PipelineDefinition },
    },
  });
  const kept = async () =>
    JSON.parse((await sageMaker.send(new DescribePipelineCommand({ PipelineName }))).PipelineDefinition ?? '');
  await stack.create(resources({ PipelineDefinitionBody: JSON.stringify(definition('first')) }));
  expect([stack.idOf('Pipeline'), await kept()]).toEqual([PipelineName, definition('first')]);
  await put(world.bucket, 'definition.json', JSON.stringify(definition('second')));
  await stack.update(resources({ PipelineDefinitionS3Location: { Bucket: world.bucket, Key: 'definition.json' } }));
  expect(await kept()).toEqual(definition('second'));
  await stack.destroy();
  expect(await refusalOf(kept())).toMatch(/ResourceNotFound: Pipeline .* does not exist/);
});

test('a pipeline whose definition cannot be executed fails the stack, with every reason', async () => {
  const stack = new Deployed('bad-pipeline');
  const PipelineDefinitionBody = JSON.stringify({
    Version: '2020-12-01',
    Steps: [
      { Name: 'A', Type: 'Fail', Arguments: { ErrorMessage: { Get: 'Steps.Nobody.X' } }, DependsOn: ['Nothing'] },
    ],
  });
  const Properties = { RoleArn: world.roleArn, PipelineDefinition: { PipelineDefinitionBody } };
  const resources = { Pipeline: { Type: 'AWS::SageMaker::Pipeline', Properties } };
  await expect(stack.create(resources)).rejects.toThrow(/ROLLBACK_COMPLETE/);
  const told = (await stack.failures()).join('\n');
  expect(told).toContain('Get must name a step of this definition, got Steps.Nobody.X');
  expect(told).toContain('DependsOn must name steps of this definition, got Nothing');
  await stack.destroy();
});

test('a template that the API model refuses fails with the words of AWS', async () => {
  const stack = new Deployed('invalid');
  const resources = {
    Group: { Type: 'AWS::SageMaker::ModelPackageGroup', Properties: { ModelPackageGroupName: 'a b' } },
  };
  await expect(stack.create(resources)).rejects.toThrow(/ROLLBACK_COMPLETE/);
  expect((await stack.failures()).join('\n')).toMatch(
    /'modelPackageGroupName' failed to satisfy constraint: Member must satisfy regular expression/,
  );
  await stack.destroy();
});
