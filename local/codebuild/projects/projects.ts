import type { World } from '../../codepipeline/world';
import { RoleRefused } from '../../sagemaker/cloud/role-session';
import type { Collection } from '../../sagemaker/store/collection';
import type { Project } from '../builds/build';
import { BuildError, invalidInput, notFound } from '../errors';

/** A project as CreateProject takes it. */
type Defaulted = 'timeoutInMinutes' | 'queuedTimeoutInMinutes' | 'encryptionKey';
export type ProjectRequest = Omit<Project, 'arn' | 'created' | 'lastModified' | Defaulted> &
  Partial<Pick<Project, Defaulted>>;

/** Sources that a build can fetch on the laptop. */
const SOURCES = ['CODEPIPELINE', 'S3', 'NO_SOURCE'];

/** Build projects. */
export class Projects {
  readonly records: Collection<Project>;

  constructor(private readonly world: World) {
    this.records = world.collection<Project>('projects');
  }

  /** @throws BuildError ResourceAlreadyExistsException, InvalidInputException */
  async create(request: ProjectRequest): Promise<Project> {
    const { account, region } = this.world.scope;
    if (this.records.has(request.name)) {
      throw new BuildError(
        'ResourceAlreadyExistsException',
        `Project already exists: arn:aws:codebuild:${region}:${account}:project/${request.name}`,
      );
    }
    await this.check(request);
    const now = this.world.clock.read();
    return this.records.put(request.name, {
      timeoutInMinutes: 60,
      queuedTimeoutInMinutes: 480,
      encryptionKey: `arn:aws:kms:${region}:${account}:alias/aws/s3`,
      ...request,
      arn: `arn:aws:codebuild:${region}:${account}:project/${request.name}`,
      created: now,
      lastModified: now,
    });
  }

  async update(change: Partial<ProjectRequest> & { readonly name: string }): Promise<Project> {
    await this.check({ ...this.get(change.name), ...change });
    return this.records.change(change.name, { ...change, lastModified: this.world.clock.read() });
  }

  /** @throws BuildError ResourceNotFoundException */
  get(name: string): Project {
    const found = this.records.get(name);
    if (found) return found;
    throw notFound(`The specified project ${name} does not exist`);
  }

  private async check({
    source,
    secondarySources = [],
    serviceRole,
    name,
    environment,
  }: ProjectRequest): Promise<void> {
    const strange = [source, ...secondarySources].find(({ type }) => !SOURCES.includes(type));
    if (strange) {
      throw invalidInput(`laptop cloud: source of project ${name} must be ${SOURCES.join(', ')}, got ${strange.type}`);
    }
    if (environment.type.startsWith('WINDOWS')) {
      throw invalidInput(`laptop cloud: environment of project ${name} must not be Windows, got ${environment.type}`);
    }
    const { account, region } = this.world.scope;
    const arn = `arn:aws:codebuild:${region}:${account}:project/${name}`;
    try {
      await this.world.session({ role: serviceRole, session: 'AWSCodeBuild', seconds: 900, source: arn });
    } catch (error) {
      if (!(error instanceof RoleRefused)) throw error;
      throw invalidInput(`CodeBuild is not authorized to perform: sts:AssumeRole on ${serviceRole}`);
    }
  }
}
