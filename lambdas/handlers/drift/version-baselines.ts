import { versionMetadata } from '../../contracts/gate-call';
import { baselinePrefix } from '../../contracts/monitoring';
import { learnBaseline, type Table } from '../../domain/drift/baseline';
import { type GoldenAnswers, goldenAnswers } from '../../domain/drift/monitor/golden-answers';
import {
  originalSchema,
  type PinnedAnswers,
  storedBaselineSchema,
  type VersionBaseline,
} from '../../domain/drift/monitor/version-baseline';
import { decodeBaseline, encodeBaseline } from '../../domain/drift/profile/profile-codec';
import type { ModelVersion } from '../../domain/registry/model-version';
import type { ModelRegistry } from '../../ports/model-registry';
import type { ObjectStore } from '../../ports/object-store';
import { readEvaluation } from '../registry/read-evaluation';
import { readFeatureTable } from './read-feature-table';

export interface BaselineEffects {
  readonly objects: ObjectStore;
  readonly registry: Pick<ModelRegistry, 'find'>;
  readonly modelsBucket: string;
}

type LearnedBaseline = Omit<VersionBaseline, 'version'>;

/**
 * What the windows of a workload's versions are compared with. Learned once of what a version was trained and evaluated on,
 * and kept beside the models; what is kept is never changed.
 */
export class VersionBaselines {
  constructor(
    private readonly workload: string,
    private readonly pinned: PinnedAnswers,
    private readonly effects: BaselineEffects,
  ) {}

  /** Null when the registry has no such version (any more), or it does not say what it was trained on. */
  async of(version: number): Promise<VersionBaseline | null> {
    const found = await this.effects.registry.find(this.workload, version);
    const key = found && this.keyOf(found);
    if (!found || key === null) return null;
    const { table, ...golden } = (await this.stored(key)) ?? (await this.learn(found, key));
    const answers = await this.read(`${key}.${this.pinned}`);
    const whole = answers === null ? table : new Map([...table, ...decodeBaseline(answers)]);
    return { version, table: whole, ...golden };
  }

  /** The first version that was ever watched; null before that. */
  async original(): Promise<number | null> {
    const text = await this.read(this.originalKey);
    return text === null ? null : originalSchema.parse(JSON.parse(text)).version;
  }

  /** Whoever comes first decides. */
  async pinOriginal(version: number): Promise<void> {
    await this.writeNew(this.originalKey, JSON.stringify({ version }));
  }

  /** The answers that later ones of a version are compared with: nothing that it was trained on tells them. */
  async pinAnswers(version: number, answers: Table): Promise<void> {
    const found = await this.effects.registry.find(this.workload, version);
    const key = found && this.keyOf(found);
    if (key === null) return;
    await this.writeNew(`${key}.${this.pinned}`, encodeBaseline(learnBaseline(answers)));
  }

  private get originalKey(): string {
    return `${baselinePrefix}${this.workload}/original`;
  }

  /** A data set and an artifact: the numbers of versions begin anew with their group. */
  private keyOf({ metadata }: ModelVersion): string | null {
    const manifestId = metadata[versionMetadata.datasetManifestId];
    const artifact = metadata[versionMetadata.artifactSha256];
    if (!manifestId || !artifact) return null;
    return `${baselinePrefix}${this.workload}/${manifestId}-${artifact.slice(0, 16)}`;
  }

  private async stored(key: string): Promise<LearnedBaseline | null> {
    const text = await this.read(key);
    if (text === null) return null;
    const { table, kpis, weights } = storedBaselineSchema.parse(JSON.parse(text));
    return { table: decodeBaseline(table), kpis, ...(weights && { weights }) };
  }

  private async learn(version: ModelVersion, key: string): Promise<LearnedBaseline> {
    const { objects, modelsBucket } = this.effects;
    const manifestId = version.metadata[versionMetadata.datasetManifestId] ?? '';
    const features = await readFeatureTable({ objects, bucket: modelsBucket }, this.workload, manifestId);
    const { answers, ...golden } = await this.golden(version);
    const table = learnBaseline(new Map([...features, ...answers]));
    await this.writeNew(key, JSON.stringify({ schemaVersion: 1, ...golden, table: encodeBaseline(table) }));
    return { table, ...golden };
  }

  /** What the version answered on the golden set, and how well; nothing when it came without an evaluation. */
  private async golden(version: ModelVersion): Promise<GoldenAnswers> {
    const read = await readEvaluation(version, this.effects);
    return read.kind === 'read' ? goldenAnswers(read.evaluation) : { answers: new Map(), kpis: {} };
  }

  private async read(key: string): Promise<string | null> {
    const stored = await this.effects.objects.get({ bucket: this.effects.modelsBucket, key: `${key}.json` });
    return stored && new TextDecoder().decode(stored.bytes);
  }

  private async writeNew(key: string, text: string): Promise<void> {
    const target = { bucket: this.effects.modelsBucket, key: `${key}.json` };
    await this.effects.objects.putNew(target, {
      bytes: new TextEncoder().encode(text),
      contentType: 'application/json',
    });
  }
}
