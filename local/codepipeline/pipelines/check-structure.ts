import { kindOf, knownKinds } from '../actions/action-kinds';
import { invalidAction, invalidStage, invalidStructure } from '../errors';
import { checkArtifacts } from './check-artifacts';
import { checkVariables } from './check-variables';
import {
  type ActionDeclaration,
  modeOf,
  type PipelineDeclaration,
  type StageDeclaration,
  typeKey,
} from './declaration';

const isSource = ({ actionTypeId }: ActionDeclaration) => actionTypeId.category === 'Source';

function requireUnique(names: readonly string[], refuse: (name: string) => Error): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw refuse(twice);
}

/**
 * Refuses a structure that CodePipeline could not execute, or this laptop cloud.
 * @throws PipelineError InvalidStructureException, InvalidStageDeclarationException, InvalidActionDeclarationException
 */
export function checkStructure(pipeline: PipelineDeclaration, region: string): void {
  const { stages } = pipeline;
  if (stages.length < 2) {
    throw invalidStructure(
      `Pipeline has only ${stages.length} stage(s). There should be a minimum of 2 stages in a pipeline`,
    );
  }
  requireUnique(
    stages.map(({ name }) => name),
    name => invalidStage(`Stage names must be unique within a pipeline, got ${name} twice`),
  );
  checkType(pipeline);
  checkStore(pipeline, region);
  for (const [index, stage] of stages.entries()) checkStage(stage, index === 0);
  for (const stage of stages) for (const action of stage.actions) checkAction(action, region);
  checkArtifacts(pipeline);
  checkVariables(pipeline);
}

/** Variables, modes, triggers and stage conditions came with type V2. */
function checkType(pipeline: PipelineDeclaration): void {
  if (pipeline.pipelineType === 'V2') return;
  const needs = [
    [modeOf(pipeline) !== 'SUPERSEDED', `execution mode ${modeOf(pipeline)}`],
    [(pipeline.variables?.length ?? 0) > 0, 'variables'],
    [(pipeline.triggers?.length ?? 0) > 0, 'triggers'],
    [pipeline.stages.some(({ onFailure }) => onFailure), 'onFailure'],
  ] as const;
  const found = needs.find(([used]) => used)?.[1];
  if (found) throw invalidStructure(`Pipeline ${pipeline.name} must be of type V2 to use ${found}`);
}

function checkStore({ name, artifactStore, artifactStores }: PipelineDeclaration, region: string): void {
  if ((artifactStore === undefined) === (artifactStores === undefined)) {
    throw invalidStructure(`Pipeline ${name} must have either artifactStore or artifactStores`);
  }
  if (artifactStores && !artifactStores[region]) {
    throw invalidStructure(`Pipeline ${name}: artifactStores must have a bucket for ${region}`);
  }
}

function checkStage(stage: StageDeclaration, isFirst: boolean): void {
  const { name, actions, onFailure } = stage;
  if (actions.length === 0) throw invalidStage(`Stage ${name} must have at least one action`);
  if (isFirst && !actions.every(isSource)) {
    throw invalidStructure('Pipeline should start with a stage that only contains source actions');
  }
  if (!isFirst && actions.some(isSource)) {
    throw invalidStructure(`Stage ${name}: only the first stage may contain source actions`);
  }
  requireUnique(
    actions.map(action => action.name),
    action => invalidAction(`Action names must be unique within a stage, got ${action} twice in stage ${name}`),
  );
  const conditional = stage.beforeEntry ?? stage.onSuccess ?? onFailure?.conditions?.[0];
  if (conditional || onFailure?.result === 'SKIP') {
    throw invalidStage(`laptop cloud: stage ${name} must do without conditions and SKIP; they need an account`);
  }
  if (isFirst && onFailure?.result === 'ROLLBACK') {
    throw invalidStage(`Stage ${name}: a source stage can't be rolled back`);
  }
}

const inRange = (count: number, [least, most]: readonly [number, number]) => count >= least && count <= most;

function checkAction(action: ActionDeclaration, region: string): void {
  const { name, actionTypeId, configuration = {}, inputArtifacts = [], outputArtifacts = [] } = action;
  const kind = kindOf(actionTypeId);
  if (!kind) {
    throw invalidAction(
      `ActionType (${typeKey(actionTypeId)}/${actionTypeId.version}) of action ${name} is not available on the laptop cloud; it has ${knownKinds().join(', ')}`,
    );
  }
  if (action.region !== undefined && action.region !== region) {
    throw invalidAction(`laptop cloud: action ${name} must be in ${region}, got ${action.region}`);
  }
  const missing = kind.required.find(key => configuration[key] === undefined);
  if (missing)
    throw invalidAction(`Action configuration for action '${name}' is missing required configuration '${missing}'`);
  const known = [...kind.required, ...kind.optional];
  const strange = Object.keys(configuration).find(key => !known.includes(key));
  if (strange)
    throw invalidAction(`Action configuration for action '${name}' contains unknown configuration '${strange}'`);
  const counts = [
    ['input', inputArtifacts.length, kind.inputs],
    ['output', outputArtifacts.length, kind.outputs],
  ] as const;
  for (const [what, count, range] of counts) {
    if (inRange(count, range)) continue;
    const [least, most] = range;
    throw invalidAction(`Action ${name} must have ${least} to ${most} ${what} artifacts, got ${count}`);
  }
  if (action.timeoutInMinutes !== undefined && !kind.hasOwnTimeout) {
    throw invalidAction(`Action ${name}: timeoutInMinutes must be left out for ${typeKey(actionTypeId)}`);
  }
}
