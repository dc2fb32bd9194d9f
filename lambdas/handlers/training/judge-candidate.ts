import { datasetManifestSchema } from '../../contracts/dataset-manifest';
import { classCountsSchema, evaluationSchema } from '../../contracts/evaluation';
import {
  type GateAnswer,
  type GateCall,
  gateCallSchema,
  hyperParametersSchema,
  versionMetadata,
} from '../../contracts/gate-call';
import { gatePolicySchema } from '../../contracts/gate-policy';
import { datasetKey } from '../../domain/datasets/dataset-keys';
import { goldenId } from '../../domain/datasets/manifest-id';
import { withOverrides } from '../../domain/registry/floors';
import { gateAnswer } from '../../domain/registry/gate-answer';
import { readGateOverrides } from '../../domain/registry/gate-overrides';
import { judgeCandidate } from '../../domain/registry/judge-candidate';
import { type Lineage, type ModelCard, modelCard, modelCardMarkdown } from '../../domain/registry/model-card';
import { fileBelow, parseS3Uri } from '../../domain/s3-uri';
import type { ModelRegistry } from '../../ports/model-registry';
import type { ObjectStore } from '../../ports/object-store';
import type { PipelineExecutions } from '../../ports/pipeline-executions';
import { claimArtifact } from './claim-artifact';

export interface JudgeCandidateEffects {
  readonly objects: ObjectStore;
  readonly registry: ModelRegistry;
  readonly executions: Pick<PipelineExecutions, 'find'>;
  readonly modelsBucket: string;
}

/**
 * The gate step of a training pipeline. Purpose: decide whether a candidate is shown to a person. Life cycle: called
 * once an execution, after its evaluation; its answer leads to Register, Refused or neither. Idempotent: the card of an
 * execution is written again with the same content.
 * Gotcha: SageMaker retries a Lambda step that throws, so that only faults of ours may; a refusal is an answer.
 */
export function createJudgeCandidate(effects: JudgeCandidateEffects): (event: unknown) => Promise<GateAnswer> {
  return async event => {
    const call = gateCallSchema.parse(event);
    const card = await judge(call, effects);
    const cardUri = await writeCard(card, call, effects);
    const isKnown = (await isRegistered(effects.registry, card.lineage)) || (await isAnothers(card, call, effects));
    return gateAnswer(card, { cardUri, isKnown });
  };
}

/** Equal artifacts follow each other closely: old versions are not asked. */
const mostVersions = 500;

async function isRegistered(registry: ModelRegistry, { workload, artifactSha256 }: Lineage): Promise<boolean> {
  let seen = 0;
  for await (const { metadata } of registry.versions(workload)) {
    if (metadata[versionMetadata.artifactSha256] === artifactSha256) return true;
    seen += 1;
    if (seen === mostVersions) return false;
  }
  return false;
}

async function judge(call: GateCall, effects: JudgeCandidateEffects): Promise<ModelCard> {
  const policy = gatePolicySchema.parse(JSON.parse(call.policy));
  const overrides = readGateOverrides(call.overrides, 'gate');
  const { everloop: evaluation } = evaluationSchema.parse(
    await readJson(fileBelow(call.evaluationUri, 'evaluation.json'), effects),
  );
  const balance = classCountsSchema.parse(
    await readJson(fileBelow(call.preparedUri, 'report/class-balance.json'), effects),
  );
  const examples = (balance.splits['train']?.count ?? 0) + (balance.splits['validation']?.count ?? 0);
  const { workload, datasetManifestId: manifestId, championVersion } = call;
  const expected = { workload, manifestId, hasChampion: championVersion !== noChampion };
  const gate = judgeCandidate(
    { evaluation, expected, examples, feedback: balance.feedback },
    withOverrides(policy, overrides),
  );
  const isOverridden = Object.keys(overrides).length > 0;
  return modelCard({ lineage: await lineageOf(call, effects), evaluation, gate, examples, isOverridden });
}

/** Value of the parameter `ChampionVersion` where there is none. */
const noChampion = 'none';

async function lineageOf(call: GateCall, effects: JudgeCandidateEffects): Promise<Lineage> {
  const {
    workload,
    title,
    datasetManifestId: manifestId,
    commit,
    correlationId,
    trainingJob,
    image,
    championVersion,
  } = call;
  const key = datasetKey(workload, manifestId);
  const manifest = datasetManifestSchema.parse(await readJson(`s3://${effects.modelsBucket}/${key}`, effects));
  return {
    workload,
    title,
    manifestId,
    goldenId: goldenId(manifest.items),
    commit,
    correlationId,
    trainingJob,
    image,
    artifactSha256: await sha256Of(call.modelUri, effects),
    hyperParameters: hyperParametersSchema.parse(JSON.parse(call.hyperParameters)),
    champion: championVersion === noChampion ? null : championVersion,
  };
}

/** The card, for machines and for people, of refused candidates too. @returns the first one's URI */
async function writeCard(
  card: ModelCard,
  { workload, executionId }: GateCall,
  effects: JudgeCandidateEffects,
): Promise<string> {
  const key = `training/${workload}/${executionId}/card`;
  const put = (ending: string, text: string, contentType: string) =>
    effects.objects.put(
      { bucket: effects.modelsBucket, key: `${key}.${ending}` },
      { bytes: new TextEncoder().encode(text), contentType },
    );
  await put('md', modelCardMarkdown(card), 'text/markdown; charset=utf-8');
  await put('json', `${JSON.stringify(card, undefined, 2)}\n`, 'application/json');
  return `s3://${effects.modelsBucket}/${key}.json`;
}

/** Whether an execution at the same time registers the same artifact. */
async function isAnothers(
  { gate, lineage }: ModelCard,
  call: GateCall,
  effects: JudgeCandidateEffects,
): Promise<boolean> {
  if (!gate.passed) return false;
  const { workload, executionId } = call;
  const claim = { workload, executionId, artifactSha256: lineage.artifactSha256 };
  return !(await claimArtifact(claim, effects, () => isRegistered(effects.registry, lineage)));
}

async function sha256Of(uri: string, { objects }: JudgeCandidateEffects): Promise<string> {
  const found = await objects.sha256(parseS3Uri(uri));
  if (found !== null) return found;
  throw missing(uri);
}

const missing = (uri: string): Error =>
  new Error(`gate: ${uri} must exist, got nothing; look at the step that writes it`);

async function readBytes(uri: string, { objects }: JudgeCandidateEffects): Promise<Uint8Array> {
  const stored = await objects.get(parseS3Uri(uri));
  if (stored) return stored.bytes;
  throw missing(uri);
}

const readJson = async (uri: string, effects: JudgeCandidateEffects): Promise<unknown> =>
  JSON.parse(new TextDecoder().decode(await readBytes(uri, effects)));
