import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  type DeploymentConfig,
  DescribeEndpointCommand,
  type ProductionVariant,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { clientOf, eventually, uniqueName } from './iam-world';
import { ended, type JobWorld, jobWorld, sageMaker, startTraining, TINY } from './sagemaker-world';

/** What the tests of endpoints need: models of the tiny container, configurations, endpoints and calls of them. */

const runtime = new SageMakerRuntimeClient(clientOf());

export interface ServingWorld extends JobWorld {
  /** S3 URI of an artifact whose model answers 7. */
  readonly modelData: string;
}

export async function servingWorld(): Promise<ServingWorld> {
  const world = await jobWorld();
  const job = await ended(await startTraining(world, { HyperParameters: { answer: '7' } }));
  return { ...world, modelData: job.ModelArtifacts?.S3ModelArtifacts ?? '' };
}

/** A model whose server is the tiny container with these variables. */
export async function makeModel(
  { modelData, roleArn }: ServingWorld,
  environment: Record<string, string> = {},
  { EnableNetworkIsolation, ...change }: { readonly EnableNetworkIsolation?: boolean } & Record<string, unknown> = {},
): Promise<string> {
  const ModelName = uniqueName('Model');
  const PrimaryContainer = { Image: TINY, ModelDataUrl: modelData, Environment: environment, ...change };
  const request = { ModelName, ExecutionRoleArn: roleArn, PrimaryContainer, EnableNetworkIsolation };
  await sageMaker.send(new CreateModelCommand(request));
  return ModelName;
}

/** A configuration with a variant for each model, named after the order: V1, V2, … */
export async function makeConfig(models: readonly string[], change: Partial<ProductionVariant> = {}): Promise<string> {
  const EndpointConfigName = uniqueName('Config');
  const instances = { InstanceType: 'ml.m5.large' as const, InitialInstanceCount: 1 };
  const ProductionVariants = models.map((ModelName, at) => ({
    VariantName: `V${at + 1}`,
    ModelName,
    InitialVariantWeight: 1,
    ...(change.ServerlessConfig ? {} : instances),
    ...change,
  }));
  await sageMaker.send(new CreateEndpointConfigCommand({ EndpointConfigName, ProductionVariants }));
  return EndpointConfigName;
}

export const describeEndpoint = (EndpointName: string) => sageMaker.send(new DescribeEndpointCommand({ EndpointName }));

/** Describes the endpoint once nothing is under way. */
export const settled = (name: string) =>
  eventually(async () => {
    const endpoint = await describeEndpoint(name);
    return /(ing|Back)$/.test(endpoint.EndpointStatus ?? '') ? undefined : endpoint;
  }, 30);

/** A new endpoint, once it is in service or failed. */
export async function makeEndpoint(EndpointConfigName: string, DeploymentConfig?: DeploymentConfig): Promise<string> {
  const EndpointName = uniqueName('Endpoint');
  await sageMaker.send(new CreateEndpointCommand({ EndpointName, EndpointConfigName, DeploymentConfig }));
  await settled(EndpointName);
  return EndpointName;
}

export const update = (EndpointName: string, EndpointConfigName: string, DeploymentConfig?: DeploymentConfig) =>
  sageMaker.send(new UpdateEndpointCommand({ EndpointName, EndpointConfigName, DeploymentConfig }));

export async function invoke(EndpointName: string, Body: string, change: object = {}) {
  const { Body: body, ...answer } = await runtime.send(new InvokeEndpointCommand({ EndpointName, Body, ...change }));
  return { ...answer, body: JSON.parse(new TextDecoder().decode(body)) };
}

/** Value of TINY_FLEET that answered, for each of `count` calls, 10 at a time. Throws when a call fails. */
export async function fleetsOf(EndpointName: string, count: number): Promise<readonly (string | undefined)[]> {
  const fleets: (string | undefined)[] = [];
  while (fleets.length < count) {
    const calls = Array.from({ length: Math.min(10, count - fleets.length) }, () => invoke(EndpointName, 'x'));
    fleets.push(...(await Promise.all(calls)).map(({ CustomAttributes }) => CustomAttributes));
  }
  return fleets;
}
