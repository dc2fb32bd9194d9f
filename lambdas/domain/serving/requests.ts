import { type Deployment, endpointTags, isGuarded, variantName } from '../../contracts/deployment';
import { asyncPrefixOf } from '../../contracts/key-layout';

/** Requests as SageMaker's API takes them; tests check them against its official model. */
export type Request = Readonly<Record<string, unknown>>;

/**
 * CreateModel. Two variables let the container say which version answers, and where answers become files a third one has it
 * say so in the body: a file keeps no headers. A serverless endpoint takes neither isolation
 * nor a VPC; every other one gets isolation, and the VPC of its environment.
 */
export function modelRequest({ names, version, role, hosting, network, ...deployment }: Deployment): Request {
  const isServerless = hosting.kind === 'serverless';
  return {
    ModelName: names.model,
    ExecutionRoleArn: role,
    PrimaryContainer: {
      Image: version.image,
      ModelDataUrl: version.modelUri,
      Environment: {
        EVERLOOP_MODEL_PACKAGE_ARN: version.arn,
        EVERLOOP_ARTIFACT_SHA256: version.artifactSha256,
        ...(hosting.kind === 'async' && { EVERLOOP_IDENTITY_IN_BODY: 'true' }),
      },
    },
    ...(!isServerless && { EnableNetworkIsolation: true }),
    ...(!isServerless &&
      network && { VpcConfig: { Subnets: network.subnetIds, SecurityGroupIds: network.securityGroupIds } }),
    Tags: tagsOf({ version, ...deployment }),
  };
}

/** CreateEndpointConfig: one variant. A serverless one has no volume of ours, and so no key. */
export function configRequest(deployment: Deployment): Request {
  const { names, hosting, kmsKeyId } = deployment;
  const shared = { VariantName: variantName, ModelName: names.model, InitialVariantWeight: 1 };
  const tagged = { EndpointConfigName: names.config, Tags: tagsOf(deployment) };
  if (hosting.kind === 'serverless') {
    const ServerlessConfig = { MemorySizeInMB: hosting.memoryMiB, MaxConcurrency: hosting.maxConcurrency };
    return { ...tagged, ProductionVariants: [{ ...shared, ServerlessConfig }] };
  }
  const { instanceType: InstanceType, instances: InitialInstanceCount } = hosting;
  return {
    ...tagged,
    ProductionVariants: [{ ...shared, InstanceType, InitialInstanceCount }],
    KmsKeyId: kmsKeyId,
    ...(hosting.kind === 'async' && {
      AsyncInferenceConfig: asyncConfig(deployment, hosting.maxConcurrentPerInstance),
    }),
  };
}

function asyncConfig({ workload, predictionsBucket, kmsKeyId }: Deployment, perInstance: number): Request {
  const folder = `s3://${predictionsBucket}/${asyncPrefixOf(workload)}`;
  return {
    ClientConfig: { MaxConcurrentInvocationsPerInstance: perInstance },
    OutputConfig: { S3OutputPath: `${folder}answers/`, S3FailurePath: `${folder}failures/`, KmsKeyId: kmsKeyId },
  };
}

/** CreateEndpoint, for the first version of a stage. */
export const createEndpointRequest = (deployment: Deployment): Request => ({
  EndpointName: deployment.names.endpoint,
  EndpointConfigName: deployment.names.config,
  Tags: tagsOf(deployment),
});

/** A fleet that has grown with its load keeps its size; one of fixed size gets that of its configuration. */
export const retainedSize = ({ hosting }: Pick<Deployment, 'hosting'>): Request =>
  scales(hosting)
    ? { RetainAllVariantProperties: true, ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' }] }
    : {};

const scales = (hosting: Deployment['hosting']): boolean =>
  hosting.kind === 'provisioned' && hosting.maxInstances !== undefined;

/** UpdateEndpoint; with the alarms that roll it back where it is guarded. */
export const updateEndpointRequest = (deployment: Deployment, alarmNames: readonly string[]): Request => ({
  EndpointName: deployment.names.endpoint,
  EndpointConfigName: deployment.names.config,
  ...retainedSize(deployment),
  ...(isGuarded(deployment) && { DeploymentConfig: deploymentConfig(deployment, alarmNames) }),
});

const routing = { 'all-at-once': 'ALL_AT_ONCE', canary: 'CANARY', linear: 'LINEAR' } as const;
/** SageMaker's limits of an update, seconds. */
const [shortest, longest] = [600, 28_800];
/** Machines take minutes to start; a stuck update is given up after its waits and this long. */
const startSeconds = 1800;

/** Blue/green with a wait behind each step and another one before the old fleet ends. */
export function deploymentConfig(
  { rollout, hosting, bakeSeconds }: Deployment,
  alarmNames: readonly string[],
): Request {
  if (rollout.kind === 'replace') throw new RangeError('rollout: it must have guardrails, got replace; leave them out');
  const steps = rollout.kind === 'linear' ? Math.ceil(fleetOf(hosting) / rollout.instances) : 1;
  const size = rollout.kind === 'all-at-once' ? undefined : { Type: 'INSTANCE_COUNT', Value: rollout.instances };
  return {
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: {
        Type: routing[rollout.kind],
        WaitIntervalInSeconds: bakeSeconds,
        ...(rollout.kind === 'canary' && { CanarySize: size }),
        ...(rollout.kind === 'linear' && { LinearStepSize: size }),
      },
      TerminationWaitInSeconds: bakeSeconds,
      MaximumExecutionTimeoutInSeconds: Math.min(longest, Math.max(shortest, (steps + 1) * bakeSeconds + startSeconds)),
    },
    AutoRollbackConfiguration: { Alarms: alarmNames.map(AlarmName => ({ AlarmName })) },
  };
}

/** As large as it may have grown. */
function fleetOf(hosting: Deployment['hosting']): number {
  if (hosting.kind === 'serverless') return 1;
  return hosting.kind === 'async' ? hosting.instances : Math.max(hosting.instances, hosting.maxInstances ?? 0);
}

/** Tags of everything that a deployment makes; those of the project and environment are added by who makes it. */
export const tagsOf = ({ workload, stage, version, correlationId }: TagSource): { Key: string; Value: string }[] =>
  Object.entries({
    [endpointTags.workload]: workload,
    [endpointTags.stage]: stage,
    [endpointTags.version]: String(version.number),
    [endpointTags.correlationId]: correlationId,
  }).map(([Key, Value]) => ({ Key, Value }));

type TagSource = Pick<Deployment, 'workload' | 'stage' | 'version' | 'correlationId'>;
