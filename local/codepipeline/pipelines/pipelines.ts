import { RoleRefused } from '../../sagemaker/cloud/role-session';
import type { Collection } from '../../sagemaker/store/collection';
import { invalidStructure, PipelineError, stageNotFound } from '../errors';
import type { World } from '../world';
import { pipelineArn } from './arns';
import { checkStructure } from './check-structure';
import type { ClosedTransition, Pipeline, PipelineDeclaration, StageDeclaration } from './declaration';

/** Pipelines: their structures, all versions of them, and which transitions are closed. */
export class Pipelines {
  readonly records: Collection<Pipeline>;
  private readonly versions: Collection<PipelineDeclaration>;

  constructor(private readonly world: World) {
    this.records = world.collection<Pipeline>('pipelines');
    this.versions = world.collection<PipelineDeclaration>('pipeline-versions');
  }

  /** @throws PipelineError for a name in use and a structure that can't be executed */
  async create(given: PipelineDeclaration): Promise<Pipeline> {
    if (this.records.has(given.name)) {
      throw new PipelineError('PipelineNameInUseException', `A pipeline with the name '${given.name}' already exists.`);
    }
    await this.check(given);
    const now = this.world.clock.read();
    const arn = pipelineArn(this.world.scope, given.name);
    return this.keep({ arn, declaration: complete(given, 1), created: now, updated: now, closed: {} });
  }

  async update(given: PipelineDeclaration): Promise<Pipeline> {
    await this.check(given, this.get(given.name).arn);
    const before = this.get(given.name);
    const declaration = complete(given, before.declaration.version + 1);
    return this.keep({ ...before, declaration, updated: this.world.clock.read() });
  }

  /** @throws PipelineError PipelineNotFoundException */
  get(name: string): Pipeline {
    const found = this.records.get(name);
    if (found) return found;
    const { account } = this.world.scope;
    throw new PipelineError(
      'PipelineNotFoundException',
      `Account '${account}' does not have a pipeline with name '${name}'`,
    );
  }

  /** @throws PipelineError PipelineNotFoundException, PipelineVersionNotFoundException */
  version(name: string, version: number): PipelineDeclaration {
    const pipeline = this.get(name);
    const found =
      version === pipeline.declaration.version ? pipeline.declaration : this.versions.get(key(name, version));
    if (found) return found;
    throw new PipelineError('PipelineVersionNotFoundException', `Pipeline ${name} does not have a version ${version}`);
  }

  /** @throws PipelineError StageNotFoundException */
  stage(name: string, stage: string): StageDeclaration {
    const found = this.get(name).declaration.stages.find(one => one.name === stage);
    if (found) return found;
    throw stageNotFound(stage, name);
  }

  delete(name: string): void {
    for (const [kept] of this.versions.entries()) if (kept.startsWith(`${name}@`)) this.versions.delete(kept);
    this.records.delete(name);
  }

  close(name: string, stage: string, transition: ClosedTransition): void {
    const { closed } = this.get(name);
    this.records.change(name, { closed: { ...closed, [stage]: transition } });
  }

  open(name: string, stage: string): void {
    const { [stage]: _, ...closed } = this.get(name).closed;
    this.records.change(name, { closed });
  }

  private async check(given: PipelineDeclaration, arn = pipelineArn(this.world.scope, given.name)): Promise<void> {
    checkStructure(given, this.world.scope.region);
    try {
      await this.world.session({ role: given.roleArn, session: 'CodePipeline', seconds: 900, source: arn });
    } catch (error) {
      if (!(error instanceof RoleRefused)) throw error;
      throw invalidStructure(`CodePipeline is not authorized to perform AssumeRole on role ${given.roleArn}`);
    }
  }

  private keep(pipeline: Pipeline): Pipeline {
    const { name, version } = pipeline.declaration;
    this.versions.put(key(name, version), pipeline.declaration);
    return this.records.put(name, pipeline);
  }
}

const key = (name: string, version: number) => `${name}@${version}`;

/** With the defaults that GetPipeline shows. */
function complete(given: PipelineDeclaration, version: number): Pipeline['declaration'] {
  const stages = given.stages.map(stage => ({
    ...stage,
    actions: stage.actions.map(action => ({
      ...action,
      runOrder: action.runOrder ?? 1,
      configuration: action.configuration ?? {},
      outputArtifacts: action.outputArtifacts ?? [],
      inputArtifacts: action.inputArtifacts ?? [],
    })),
  }));
  const { executionMode = 'SUPERSEDED', pipelineType = 'V1' } = given;
  return { ...given, stages, executionMode, pipelineType, version };
}
