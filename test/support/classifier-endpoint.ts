import { createHash } from 'node:crypto';
import path from 'node:path';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointCommand,
  DescribeEndpointCommand,
  SageMakerClient,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { ACCOUNT, REGION, role, uniqueName } from '../contract/laptop-cloud/iam-world';
import { jobStatements, publish } from '../contract/laptop-cloud/sagemaker-world';
import { eventually } from './deployed-everloop';

const image = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/tiny:classifier`;
export const classes = ['upper-part', 'bottom-part', 'one-piece', 'footwear', 'bags'];
export const artifactSha256 = 'b'.repeat(64);
export const modelPackageArn = `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model-package/everloop-local-product-images/1`;

/** An endpoint of the tiny classifier. @param variables of its container; `TINY_BROKEN` makes it answer 500 */
export class ClassifierEndpoint {
  private readonly client = new SageMakerClient();

  constructor(
    readonly name: string,
    private readonly bucket: string,
  ) {}

  async create(variables: Record<string, string> = {}): Promise<void> {
    publish(image, path.join(__dirname, 'tiny-classifier'));
    const EndpointConfigName = await this.configure(variables);
    await this.client.send(new CreateEndpointCommand({ EndpointName: this.name, EndpointConfigName }));
    await this.settled(EndpointConfigName);
  }

  async update(variables: Record<string, string> = {}): Promise<void> {
    const EndpointConfigName = await this.configure(variables);
    await this.client.send(new UpdateEndpointCommand({ EndpointName: this.name, EndpointConfigName }));
    await this.settled(EndpointConfigName);
  }

  /** Other tests of the same cloud begin without it. */
  async remove(): Promise<void> {
    const isGone = () =>
      this.client.send(new DescribeEndpointCommand({ EndpointName: this.name })).then(
        () => null,
        () => true as const,
      );
    if (await isGone()) return;
    await this.client.send(new DeleteEndpointCommand({ EndpointName: this.name }));
    await eventually(`end of endpoint ${this.name}`, isGone);
  }

  private async configure(variables: Record<string, string>): Promise<string> {
    const ExecutionRoleArn = await role('sagemaker.amazonaws.com', jobStatements(this.bucket));
    const ModelName = uniqueName('Classifier');
    const told = `everloop-model-package=${modelPackageArn},everloop-artifact-sha256=${artifactSha256}`;
    const Environment = { TINY_CLASSES: classes.join(), TINY_ATTRIBUTES: told, ...variables };
    const PrimaryContainer = { Image: image, Environment };
    await this.client.send(new CreateModelCommand({ ModelName, ExecutionRoleArn, PrimaryContainer }));
    const EndpointConfigName = uniqueName('Config');
    const variant = { VariantName: 'All', ModelName, InstanceType: 'ml.m5.large' as const, InitialInstanceCount: 1 };
    await this.client.send(new CreateEndpointConfigCommand({ EndpointConfigName, ProductionVariants: [variant] }));
    return EndpointConfigName;
  }

  private settled(configName: string) {
    return eventually(`endpoint ${this.name} with ${configName}`, async () => {
      const found = await this.client.send(new DescribeEndpointCommand({ EndpointName: this.name }));
      const { EndpointStatus: status, EndpointConfigName: serving } = found;
      return status === 'InService' && serving === configName ? true : null;
    });
  }
}

/** What the tiny classifier says of these bytes. */
export function expectedOf(bytes: Uint8Array): { readonly label: string; readonly score: number } {
  const digest = createHash('sha256').update(bytes).digest();
  const label = classes[(digest[0] ?? 0) % classes.length] ?? '';
  return { label, score: Math.round((0.5 + (digest[1] ?? 0) / 510) * 1e4) / 1e4 };
}
