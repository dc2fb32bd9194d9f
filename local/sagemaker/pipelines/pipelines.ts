import { S3Objects } from '../cloud/s3-objects';
import { SageMakerError, validationError } from '../errors';
import { checkRole } from '../roles';
import { arnOf, nameIn } from '../store/arns';
import type { Collection } from '../store/collection';
import type { World } from '../world';
import type { CreatePipelineRequest, DefinitionLocation, Pipeline, UpdatePipelineRequest } from './pipeline';

/** Throws a SageMakerError when a definition can't be executed. */
export type DefinitionCheck = (definition: string) => void;

/** Pipelines: their definitions, and what is kept of them. Executions are the engine's. */
export class Pipelines {
  readonly records: Collection<Pipeline>;

  constructor(
    private readonly world: World,
    private readonly checkDefinition: DefinitionCheck,
  ) {
    this.records = world.collection<Pipeline>('pipelines');
  }

  /** @throws SageMakerError for a name in use, and for a definition that can't be executed */
  async create({ Tags, ClientRequestToken: _, ...request }: CreatePipelineRequest): Promise<Pipeline> {
    const name = request.PipelineName;
    const arn = arnOf(this.world.scope, 'pipeline', name);
    if (this.records.has(name)) {
      throw validationError(
        `Pipeline names must be unique within an AWS account and region. Pipeline with name (${name}) already exists.`,
      );
    }
    const definition = await this.definitionOf(request, { role: request.RoleArn, arn });
    if (definition === undefined)
      throw validationError('Either PipelineDefinition or PipelineDefinitionS3Location must be provided.');
    await checkRole(this.world, request.RoleArn, arn);
    const now = this.world.clock.read();
    const { PipelineDefinitionS3Location: __, ...kept } = request;
    this.world.tags.add(arn, Tags);
    return this.records.put(name, {
      PipelineDisplayName: name,
      ...kept,
      PipelineDefinition: definition,
      PipelineArn: arn,
      PipelineStatus: 'Active',
      CreationTime: now,
      LastModifiedTime: now,
      CreatedBy: {},
      LastModifiedBy: {},
    });
  }

  async update(request: UpdatePipelineRequest): Promise<Pipeline> {
    const pipeline = this.get(request.PipelineName);
    const role = request.RoleArn ?? pipeline.RoleArn;
    const definition = await this.definitionOf(request, { role, arn: pipeline.PipelineArn });
    if (request.RoleArn) await checkRole(this.world, role, pipeline.PipelineArn);
    const { PipelineDefinitionS3Location: _, PipelineDefinition: __, ...change } = request;
    return this.records.change(pipeline.PipelineName, {
      ...change,
      ...(definition !== undefined && { PipelineDefinition: definition }),
      LastModifiedTime: this.world.clock.read(),
    });
  }

  /** @param nameOrArn of the pipeline @throws SageMakerError ResourceNotFound */
  get(nameOrArn: string): Pipeline {
    const wanted = nameIn(nameOrArn);
    const found =
      this.records.get(wanted) ??
      (nameOrArn.startsWith('arn:')
        ? [...this.records.values()].find(({ PipelineArn }) => PipelineArn === nameOrArn)
        : undefined);
    if (found) return found;
    throw new SageMakerError(
      'ResourceNotFound',
      `Pipeline '${arnOf(this.world.scope, 'pipeline', wanted)}' does not exist.`,
    );
  }

  delete(name: string): Pipeline {
    const pipeline = this.get(name);
    this.records.delete(pipeline.PipelineName);
    this.world.tags.forget(pipeline.PipelineArn);
    return pipeline;
  }

  private async definitionOf(
    request: { readonly PipelineDefinition?: string; readonly PipelineDefinitionS3Location?: DefinitionLocation },
    by: { readonly role: string; readonly arn: string },
  ): Promise<string | undefined> {
    const { PipelineDefinition: text, PipelineDefinitionS3Location: location } = request;
    if (text !== undefined && location) {
      throw validationError('Only one of PipelineDefinition and PipelineDefinitionS3Location can be provided.');
    }
    const definition = location ? await this.read(location, by) : text;
    if (definition !== undefined) this.checkDefinition(definition);
    return definition;
  }

  /** Reads a definition with the pipeline's role. */
  private async read({ Bucket, ObjectKey }: DefinitionLocation, by: { role: string; arn: string }): Promise<string> {
    await checkRole(this.world, by.role, by.arn);
    const credentials = await this.world.session({ role: by.role, session: 'SageMaker', seconds: 900, source: by.arn });
    const s3 = new S3Objects(this.world.client(credentials));
    try {
      return await s3.text(`s3://${Bucket}/${ObjectKey}`);
    } catch (error) {
      throw validationError(
        `Unable to read the pipeline definition at s3://${Bucket}/${ObjectKey}: ${(error as Error).name}`,
      );
    } finally {
      s3.close();
    }
  }
}
