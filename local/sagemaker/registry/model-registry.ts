import { conflict, validationError } from '../errors';
import { arnOf, nameIn } from '../store/arns';
import type { Collection } from '../store/collection';
import type { Tag } from '../store/tags';
import type { World } from '../world';
import type {
  CreateModelPackageRequest,
  ModelPackage,
  ModelPackageGroup,
  UpdateModelPackageRequest,
} from './model-package';

/** The model registry: groups, and packages by ARN. */
export class ModelRegistry {
  readonly groups: Collection<ModelPackageGroup>;
  readonly packages: Collection<ModelPackage>;
  /** Highest number that each group ever gave, and its versions: a deleted version's number is not given again. */
  private readonly numbers: Collection<{ readonly last: number }>;

  constructor(private readonly world: World) {
    this.groups = world.collection('model-package-groups');
    this.packages = world.collection('model-packages');
    this.numbers = world.collection('model-package-numbers');
  }

  createGroup(request: { readonly ModelPackageGroupName: string; readonly Tags?: readonly Tag[] }): ModelPackageGroup {
    const { Tags, ...rest } = request;
    const name = rest.ModelPackageGroupName;
    const arn = arnOf(this.world.scope, 'model-package-group', name);
    if (this.groups.has(name)) throw validationError(`Model Package Group already exists: ${arn}`);
    const group: ModelPackageGroup = {
      ...rest,
      ModelPackageGroupArn: arn,
      ModelPackageGroupStatus: 'Completed',
      CreationTime: this.world.clock.read(),
      CreatedBy: {},
    };
    this.world.tags.add(arn, Tags);
    return this.groups.put(name, group);
  }

  /** @param nameOrArn of the group @throws SageMakerError ValidationException */
  group(nameOrArn: string): ModelPackageGroup {
    const wanted = nameIn(nameOrArn).toLowerCase();
    const found = [...this.groups.values()].find(
      ({ ModelPackageGroupName }) => ModelPackageGroupName.toLowerCase() === wanted,
    );
    if (found && (nameOrArn.startsWith('arn:') || found.ModelPackageGroupName === nameOrArn)) return found;
    throw validationError(
      `ModelPackageGroup ${arnOf(this.world.scope, 'model-package-group', wanted)} does not exist.`,
    );
  }

  /** @throws SageMakerError ConflictException while it holds versions */
  deleteGroup(nameOrArn: string): void {
    const group = this.group(nameOrArn);
    const versions = [...this.packages.values()].filter(
      one => one.ModelPackageGroupName === group.ModelPackageGroupName,
    );
    if (versions.length > 0) {
      throw conflict(
        `Model Package Group cannot be deleted because it still contains Model Packages: ${group.ModelPackageGroupArn}`,
      );
    }
    this.groups.delete(group.ModelPackageGroupName);
    this.numbers.delete(group.ModelPackageGroupName);
    this.world.tags.forget(group.ModelPackageGroupArn);
  }

  /** Registers a version of a group, PendingManualApproval unless said otherwise, or a package with a name. */
  create({ Tags, ClientToken, ...request }: CreateModelPackageRequest): ModelPackage {
    const repeated = ClientToken && [...this.packages.values()].find(one => one.clientToken === ClientToken);
    if (repeated) return repeated;
    refuseUnsupported(request);
    const identity =
      request.ModelPackageGroupName === undefined ? this.named(request) : this.version(request.ModelPackageGroupName);
    const now = this.world.clock.read();
    const made: ModelPackage = {
      ...request,
      ...identity,
      ModelPackageStatus: 'Completed',
      ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
      CertifyForMarketplace: false,
      ...('ModelPackageVersion' in identity && {
        ModelApprovalStatus: request.ModelApprovalStatus ?? 'PendingManualApproval',
      }),
      CreationTime: now,
      LastModifiedTime: now,
      ...(ClientToken && { clientToken: ClientToken }),
    };
    this.packages.put(made.ModelPackageArn, made);
    this.world.tags.add(made.ModelPackageArn, Tags);
    this.emit(made);
    return made;
  }

  /** @param nameOrArn ARN, `group/version`, or the name of an unversioned package @throws SageMakerError ValidationException */
  get(nameOrArn: string): ModelPackage {
    const arn = nameOrArn.startsWith('arn:') ? nameOrArn : arnOf(this.world.scope, 'model-package', nameOrArn);
    const found = this.packages.get(arn);
    if (found) return found;
    throw validationError(`ModelPackage ${arn} does not exist.`);
  }

  update(request: UpdateModelPackageRequest): ModelPackage {
    const before = this.get(request.ModelPackageArn);
    const { ModelPackageArn: arn, ...change } = request;
    const {
      CustomerMetadataProperties,
      CustomerMetadataPropertiesToRemove = [],
      AdditionalInferenceSpecificationsToAdd,
      ...rest
    } = change;
    const metadata = { ...before.CustomerMetadataProperties, ...CustomerMetadataProperties };
    for (const key of CustomerMetadataPropertiesToRemove) delete metadata[key];
    const specifications = [
      ...(before.AdditionalInferenceSpecifications ?? []),
      ...(AdditionalInferenceSpecificationsToAdd ?? []),
    ];
    const after = this.packages.change(arn, {
      ...rest,
      ...(Object.keys(metadata).length > 0 && { CustomerMetadataProperties: metadata }),
      ...(specifications.length > 0 && { AdditionalInferenceSpecifications: specifications }),
      LastModifiedTime: this.world.clock.read(),
    });
    this.emit(after);
    return after;
  }

  delete(nameOrArn: string): void {
    const { ModelPackageArn } = this.get(nameOrArn);
    this.packages.delete(ModelPackageArn);
    this.world.tags.forget(ModelPackageArn);
  }

  private named({ ModelPackageName }: CreateModelPackageRequest) {
    if (!ModelPackageName) throw validationError('One of ModelPackageName or ModelPackageGroupName must be provided.');
    const ModelPackageArn = arnOf(this.world.scope, 'model-package', ModelPackageName);
    if (this.packages.has(ModelPackageArn)) throw validationError(`Model package already exists: ${ModelPackageArn}`);
    return { ModelPackageName, ModelPackageArn };
  }

  private version(groupName: string) {
    const { ModelPackageGroupName } = this.group(groupName);
    const ModelPackageVersion = (this.numbers.get(ModelPackageGroupName)?.last ?? 0) + 1;
    this.numbers.put(ModelPackageGroupName, { last: ModelPackageVersion });
    const ModelPackageName = `${ModelPackageGroupName}/${ModelPackageVersion}`;
    const ModelPackageArn = arnOf(this.world.scope, 'model-package', ModelPackageName);
    return { ModelPackageGroupName, ModelPackageName, ModelPackageArn, ModelPackageVersion };
  }

  /** Times are ISO 8601 in this event, and a version has no ModelPackageName (example in the developer guide). */
  private emit(made: ModelPackage): void {
    const described = this.world.api.pick('DescribeModelPackageOutput', { ...made });
    const time = (seconds: number) => new Date(seconds * 1000).toISOString();
    if (made.ModelPackageVersion !== undefined) delete described['ModelPackageName'];
    const times = { CreationTime: time(made.CreationTime), LastModifiedTime: time(made.LastModifiedTime) };
    const detailType = 'SageMaker Model Package State Change';
    const detail = { ...described, ...times };
    this.world.events.emit({ detailType, arn: made.ModelPackageArn, detail, at: made.LastModifiedTime });
  }
}

function refuseUnsupported(request: CreateModelPackageRequest): void {
  if (request.ModelPackageName && request.ModelPackageGroupName) {
    throw validationError('Both ModelPackageName and ModelPackageGroupName cannot be specified.');
  }
  if (request.ValidationSpecification || request.SourceAlgorithmSpecification) {
    throw validationError(
      'laptop cloud: a model package must have an InferenceSpecification, got a ValidationSpecification or SourceAlgorithmSpecification',
    );
  }
}
