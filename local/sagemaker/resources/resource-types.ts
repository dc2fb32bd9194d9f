import type { Registry } from '../../service/registry';
import type { ModelRegistry } from '../registry/model-registry';
import type { Serving } from '../serving/serving-operations';
import { nameIn } from '../store/arns';
import type { Collection } from '../store/collection';
import { type ResourceType, type ResourceWorld, resourceHandler } from './resource-type';

type Properties = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => String(value ?? '');

/** Members of a template that the API takes elsewhere or not at all. */
const without = (properties: Properties, ...names: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));

/** The name of the record with this ARN; what the ARN says when it is gone. */
const nameBy =
  <R extends object>(records: Collection<R>, arn: keyof R, name: keyof R) =>
  (physicalId: string): string =>
    text([...records.values()].find(record => record[arn] === physicalId)?.[name] ?? nameIn(physicalId));

const model = ({ models }: Serving): ResourceType => ({
  type: 'AWS::SageMaker::Model',
  name: 'ModelName',
  arn: 'ModelArn',
  create: 'CreateModel',
  describe: 'DescribeModel',
  remove: 'DeleteModel',
  result: ({ ModelArn, ModelName }) => ({ physicalId: text(ModelArn), attributes: { ModelName, Id: ModelArn } }),
  nameOf: nameBy(models.records, 'ModelArn', 'ModelName'),
});

const endpointConfig = ({ configs }: Serving): ResourceType => ({
  type: 'AWS::SageMaker::EndpointConfig',
  name: 'EndpointConfigName',
  arn: 'EndpointConfigArn',
  create: 'CreateEndpointConfig',
  describe: 'DescribeEndpointConfig',
  remove: 'DeleteEndpointConfig',
  result: ({ EndpointConfigArn, EndpointConfigName }) => ({
    physicalId: text(EndpointConfigArn),
    attributes: { EndpointConfigName, Id: EndpointConfigArn },
  }),
  nameOf: nameBy(configs.records, 'EndpointConfigArn', 'EndpointConfigName'),
});

const modelPackageGroup = (registry: ModelRegistry): ResourceType => ({
  type: 'AWS::SageMaker::ModelPackageGroup',
  name: 'ModelPackageGroupName',
  arn: 'ModelPackageGroupArn',
  create: 'CreateModelPackageGroup',
  describe: 'DescribeModelPackageGroup',
  remove: 'DeleteModelPackageGroup',
  // The resource policy is kept nowhere: there is one account.
  free: ['ModelPackageGroupPolicy'],
  translate: properties => without(properties, 'ModelPackageGroupPolicy'),
  result: ({ ModelPackageGroupArn, CreationTime, ModelPackageGroupStatus }) => ({
    physicalId: text(ModelPackageGroupArn),
    attributes: {
      ModelPackageGroupArn,
      ModelPackageGroupStatus,
      CreationTime: new Date(Number(CreationTime) * 1000).toISOString(),
    },
  }),
  nameOf: nameBy(registry.groups, 'ModelPackageGroupArn', 'ModelPackageGroupName'),
});

/** `PipelineDefinition: {PipelineDefinitionBody | PipelineDefinitionS3Location: {Bucket, Key, Version}}` */
function pipelineMembers(properties: Properties): Properties {
  const { PipelineDefinitionBody, PipelineDefinitionS3Location } = (properties['PipelineDefinition'] ??
    {}) as Properties;
  const { Bucket, Key, Version } = (PipelineDefinitionS3Location ?? {}) as Properties;
  const body =
    typeof PipelineDefinitionBody === 'string' ? PipelineDefinitionBody : JSON.stringify(PipelineDefinitionBody);
  return {
    ...without(properties, 'PipelineDefinition'),
    ...(body !== undefined && { PipelineDefinition: body }),
    ...(Bucket !== undefined && {
      PipelineDefinitionS3Location: { Bucket, ObjectKey: Key, ...(Version ? { VersionId: Version } : {}) },
    }),
  };
}

const pipeline: ResourceType = {
  type: 'AWS::SageMaker::Pipeline',
  name: 'PipelineName',
  arn: 'PipelineArn',
  create: 'CreatePipeline',
  describe: 'DescribePipeline',
  remove: 'DeletePipeline',
  update: { operation: 'UpdatePipeline', immutable: ['PipelineName'] },
  translate: pipelineMembers,
  tokens: ['CreatePipeline', 'DeletePipeline'],
  result: ({ PipelineName }) => ({ physicalId: text(PipelineName), attributes: {} }),
  nameOf: name => name,
};

const RETAINING = ['RetainAllVariantProperties', 'ExcludeRetainedVariantProperties', 'RetainDeploymentConfig'];

const endpoint = ({ endpoints }: Serving): ResourceType => ({
  type: 'AWS::SageMaker::Endpoint',
  name: 'EndpointName',
  arn: 'EndpointArn',
  create: 'CreateEndpoint',
  describe: 'DescribeEndpoint',
  remove: 'DeleteEndpoint',
  update: { operation: 'UpdateEndpoint', immutable: ['EndpointName'] },
  // They matter while another change is made only.
  free: ['DeploymentConfig', ...RETAINING],
  updateOnly: RETAINING,
  result: ({ EndpointArn, EndpointName }) => ({
    physicalId: text(EndpointArn),
    attributes: { EndpointName, Id: EndpointArn },
  }),
  nameOf: nameBy(endpoints.records, 'EndpointArn', 'EndpointName'),
  async settle(name, { EndpointConfigName: wanted }) {
    await endpoints.idle(name);
    const { EndpointStatus, EndpointConfigName, FailureReason } = endpoints.get(name);
    if (EndpointStatus !== 'InService') {
      throw new Error(`endpoint ${name} is ${EndpointStatus}: ${FailureReason ?? 'no reason given'}`);
    }
    if (EndpointConfigName !== wanted) {
      const why = FailureReason ?? `${wanted} did not come into service`;
      throw new Error(`endpoint ${name} rolled back to ${EndpointConfigName}: ${why}`);
    }
  },
});

export interface ResourceParts extends Serving {
  readonly registry: ModelRegistry;
}

/** Adds the CloudFormation types of SageMaker. */
export function registerResourceTypes(registry: Registry, world: ResourceWorld, parts: ResourceParts): void {
  const types = [model(parts), endpointConfig(parts), modelPackageGroup(parts.registry), pipeline, endpoint(parts)];
  for (const type of types) registry.resource(type.type, resourceHandler(world, type));
}
