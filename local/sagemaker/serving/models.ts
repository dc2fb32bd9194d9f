import { S3Objects } from '../cloud/s3-objects';
import { findRecordedImage } from '../containers/recorded-image';
import { validationError } from '../errors';
import type { ModelRegistry } from '../registry/model-registry';
import { checkRole } from '../roles';
import { arnOf } from '../store/arns';
import type { Collection } from '../store/collection';
import type { World } from '../world';
import type { ContainerDefinition, CreateModelRequest, Model, ServedContainer } from './model';

/** Models: an image, its artifact and a role. */
export class Models {
  readonly records: Collection<Model>;

  constructor(
    private readonly world: World,
    private readonly registry: ModelRegistry,
  ) {
    this.records = world.collection<Model>('models');
  }

  /** @throws SageMakerError ValidationException for a name in use, a missing artifact, or what the laptop can't serve */
  async create({ Tags, ...request }: CreateModelRequest): Promise<Model> {
    const { ModelName, ExecutionRoleArn } = request;
    const arn = arnOf(this.world.scope, 'model', ModelName);
    if (this.records.has(ModelName)) throw validationError(`Cannot create already existing model "${arn}".`);
    if (!ExecutionRoleArn) throw validationError('ExecutionRoleArn must be provided.');
    const container = onlyContainer(request);
    await checkRole(this.world, ExecutionRoleArn, arn);
    await this.checkArtifact(this.served(container), ExecutionRoleArn, arn);
    const model: Model = { ...request, ExecutionRoleArn, ModelArn: arn, CreationTime: this.world.clock.read() };
    this.world.tags.add(arn, Tags);
    this.records.put(ModelName, model);
    this.emit(model);
    return model;
  }

  /** @throws SageMakerError ValidationException */
  get(name: string): Model {
    const model = this.records.get(name);
    if (model) return model;
    throw validationError(`Could not find model "${arnOf(this.world.scope, 'model', name)}".`);
  }

  delete(name: string): void {
    const model = this.get(name);
    this.records.delete(name);
    this.world.tags.forget(model.ModelArn);
    this.emit(model);
  }

  /** What the model's server is started from. */
  container(model: Model): ServedContainer {
    return this.served(onlyContainer(model));
  }

  /** The image by its digest; undefined when it was never pushed. */
  resolvedImage(image: string): string | undefined {
    const digest = findRecordedImage(this.world.paths.images, image)?.digest;
    return digest && `${image.replace(/@.*$|:[^/:]*$/, '')}@${digest}`;
  }

  private served(definition: ContainerDefinition): ServedContainer {
    const merged = definition.ModelPackageName === undefined ? definition : this.packaged(definition);
    const { Image, ModelDataUrl, ModelDataSource, Environment = {} } = merged;
    if (!Image) throw validationError('A container must name an Image or a ModelPackageName.');
    const source = ModelDataSource?.S3DataSource;
    const packed = source === undefined || source.CompressionType !== 'None';
    return { image: Image, modelData: ModelDataUrl ?? source?.S3Uri, packed, environment: Environment };
  }

  /** Image and artifact come from the package; the definition's environment wins. */
  private packaged(definition: ContainerDefinition): ContainerDefinition {
    const found = this.registry.get(definition.ModelPackageName ?? '');
    const [container] = found.InferenceSpecification?.Containers ?? [];
    if (!container) throw validationError(`ModelPackage ${found.ModelPackageArn} must have an InferenceSpecification.`);
    return { ...container, Environment: { ...container.Environment, ...definition.Environment } };
  }

  private async checkArtifact({ modelData, packed }: ServedContainer, role: string, source: string): Promise<void> {
    if (modelData === undefined || !packed) return;
    const credentials = await this.world.session({ role, session: 'SageMaker', seconds: 900, source });
    const s3 = new S3Objects(this.world.client(credentials));
    try {
      if (await s3.exists(modelData)) return;
    } catch (error) {
      throw validationError(
        `Could not access model data at ${modelData}. Please ensure that the role "${role}" exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com". Also ensure that the role has "s3:GetObject" permissions and that the object is located in ${this.world.scope.region}. (${(error as Error).name})`,
      );
    } finally {
      s3.close();
    }
    throw validationError(`Could not find model data at ${modelData}.`);
  }

  private emit(model: Model): void {
    const detail = this.world.api.pick('DescribeModelOutput', { ...model });
    const at = this.world.clock.read();
    this.world.events.emit({ detailType: 'SageMaker Model State Change', arn: model.ModelArn, detail, at });
  }
}

function onlyContainer({
  PrimaryContainer,
  Containers = [],
}: Pick<CreateModelRequest, 'PrimaryContainer' | 'Containers'>): ContainerDefinition {
  if (PrimaryContainer && Containers.length > 0) {
    throw validationError('You can not specify both PrimaryContainer and Containers.');
  }
  const [container, ...others] = PrimaryContainer ? [PrimaryContainer] : Containers;
  if (!container) throw validationError('A model must have a PrimaryContainer or Containers.');
  if (others.length > 0)
    throw validationError(
      `laptop cloud: a model must have one container, got ${others.length + 1}; inference pipelines need an account`,
    );
  if (container.Mode === 'MultiModel')
    throw validationError('laptop cloud: a container must serve a SingleModel, got MultiModel');
  return container;
}
