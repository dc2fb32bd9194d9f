import {
  AddTagsCommand,
  CreateEndpointCommand,
  type CreateEndpointCommandInput,
  CreateEndpointConfigCommand,
  type CreateEndpointConfigCommandInput,
  CreateModelCommand,
  type CreateModelCommandInput,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  ListEndpointConfigsCommand,
  ListTagsCommand,
  type SageMakerClient,
  type Tag,
  UpdateEndpointCommand,
  type UpdateEndpointCommandInput,
} from '@aws-sdk/client-sagemaker';
import { EndpointBusyError } from '../../domain/serving/deployment-errors';
import type { EndpointState } from '../../domain/serving/endpoint-state';
import type { NamedConfig } from '../../domain/serving/kept-configs';
import type { Request } from '../../domain/serving/requests';
import type { ModelEndpoints } from '../../ports/model-endpoints';

/** Endpoints of SageMaker. What it makes carries the tags that rights and bills are told apart by. */
export class SageMakerModelEndpoints implements ModelEndpoints {
  /** @param ownTags of the project and environment */
  constructor(
    private readonly client: SageMakerClient,
    private readonly ownTags: Readonly<Record<string, string>>,
  ) {}

  async describe(name: string): Promise<EndpointState | null> {
    try {
      const found = await this.client.send(new DescribeEndpointCommand({ EndpointName: name }));
      const instances = found.ProductionVariants?.[0]?.CurrentInstanceCount;
      return {
        arn: found.EndpointArn ?? '',
        status: found.EndpointStatus ?? '',
        config: found.EndpointConfigName ?? '',
        changedAt: (found.LastModifiedTime ?? new Date(0)).toISOString(),
        ...(found.FailureReason !== undefined && { failureReason: found.FailureReason }),
        ...(instances !== undefined && { instances }),
      };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async createModel(request: Request): Promise<void> {
    const command = new CreateModelCommand(this.tagged(request) as unknown as CreateModelCommandInput);
    await unlessThere(() => this.client.send(command));
  }

  async createConfig(request: Request): Promise<void> {
    const input = this.tagged(request) as unknown as CreateEndpointConfigCommandInput;
    await unlessThere(() => this.client.send(new CreateEndpointConfigCommand(input)));
  }

  async create(request: Request): Promise<void> {
    const input = this.tagged(request) as unknown as CreateEndpointCommandInput;
    await unlessThere(() => this.client.send(new CreateEndpointCommand(input)));
  }

  /** SageMaker refuses the configuration that is in use or on its way: then it was asked for it before. */
  async update(request: Request): Promise<void> {
    const input = request as unknown as UpdateEndpointCommandInput;
    try {
      await this.client.send(new UpdateEndpointCommand(input));
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (await this.isWanted(input)) return;
      throw busy(input.EndpointName, error);
    }
  }

  async remove(name: string): Promise<void> {
    try {
      await this.client.send(new DeleteEndpointCommand({ EndpointName: name }));
    } catch (error) {
      if (isMissing(error)) return;
      throw isBusy(error) ? busy(name, error) : error;
    }
  }

  async configs(prefix: string): Promise<readonly NamedConfig[]> {
    const found: NamedConfig[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.client.send(
        new ListEndpointConfigsCommand({ NameContains: prefix, ...(NextToken !== undefined && { NextToken }) }),
      );
      for (const { EndpointConfigName: name = '', CreationTime } of page.EndpointConfigs ?? []) {
        const createdAt = (CreationTime ?? new Date(0)).toISOString();
        if (name.startsWith(prefix)) found.push({ name, createdAt });
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return found;
  }

  async removeConfig(name: string): Promise<void> {
    const models = await this.modelsOf(name);
    await unlessMissing(() => this.client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: name })));
    for (const ModelName of models) {
      await unlessMissing(() => this.client.send(new DeleteModelCommand({ ModelName })));
    }
  }

  async tag(arn: string, tags: Readonly<Record<string, string>>): Promise<void> {
    await this.client.send(new AddTagsCommand({ ResourceArn: arn, Tags: listOf(tags) }));
  }

  async tags(arn: string): Promise<Readonly<Record<string, string>>> {
    const { Tags = [] } = await this.client.send(new ListTagsCommand({ ResourceArn: arn }));
    return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  }

  /** Of a run that failed before its configuration was made, the model has the same name. */
  private async modelsOf(config: string): Promise<readonly string[]> {
    try {
      const found = await this.client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: config }));
      return (found.ProductionVariants ?? []).flatMap(({ ModelName }) => ModelName ?? []);
    } catch (error) {
      if (isMissing(error)) return [config];
      throw error;
    }
  }

  private async isWanted({ EndpointName, EndpointConfigName }: UpdateEndpointCommandInput): Promise<boolean> {
    const found = await this.client.send(new DescribeEndpointCommand({ EndpointName }));
    const pending = found.PendingDeploymentSummary?.EndpointConfigName;
    return [found.EndpointConfigName, pending].includes(EndpointConfigName);
  }

  private tagged(request: Request): Request {
    return { ...request, Tags: [...listOf(this.ownTags), ...((request['Tags'] as Tag[] | undefined) ?? [])] };
  }
}

const listOf = (tags: Readonly<Record<string, string>>): Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

async function unlessThere(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof Error && /already existing/i.test(error.message))) throw error;
  }
}

async function unlessMissing(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** SageMaker answers ValidationException for everything, and says what it is in the message only. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  /^(ValidationException|ResourceNotFound)/.test(error.name) &&
  /could not find/i.test(error.message);

const isBusy = (error: unknown): error is Error =>
  error instanceof Error &&
  /in-progress|is using|ResourceInUse|another operation/i.test(`${error.name} ${error.message}`);

const busy = (name: string | undefined, cause: unknown): EndpointBusyError =>
  new EndpointBusyError(`endpoint ${name}: it must be at rest, got a change under way; wait until it has ended`, {
    cause,
  });
