import { createHash } from 'node:crypto';
import { notFound, validationError } from '../errors';
import { arnOf } from '../store/arns';
import type { Collection } from '../store/collection';
import type { World } from '../world';
import type { Artifact, Association, CreateArtifactRequest } from './artifact';

const keyOf = ({ SourceArn, DestinationArn }: Pick<Association, 'SourceArn' | 'DestinationArn'>): string =>
  `${SourceArn} ${DestinationArn}`;

/** Artifacts, and which one came from which. */
export class Lineage {
  readonly artifacts: Collection<Artifact>;
  readonly associations: Collection<Association>;

  constructor(private readonly world: World) {
    this.artifacts = world.collection<Artifact>('artifacts');
    this.associations = world.collection<Association>('associations');
  }

  create({ Tags, ...request }: CreateArtifactRequest): Artifact {
    const now = this.world.clock.read();
    const id = createHash('sha256').update(`${request.Source.SourceUri} ${now}`).digest('hex').slice(0, 32);
    const arn = arnOf(this.world.scope, 'artifact', id);
    this.world.tags.add(arn, Tags);
    const made = { ...request, ArtifactArn: arn, CreationTime: now, LastModifiedTime: now, CreatedBy: {} };
    return this.artifacts.put(arn, made);
  }

  /** @throws SageMakerError ResourceNotFound */
  get(arn: string): Artifact {
    const artifact = this.artifacts.get(arn);
    if (artifact) return artifact;
    throw notFound(`Artifact with ARN ${arn} does not exist.`);
  }

  /** @throws SageMakerError ValidationException while associations hold it, as in AWS */
  delete(arn: string): void {
    this.get(arn);
    const held = [...this.associations.values()].some(one => one.SourceArn === arn || one.DestinationArn === arn);
    if (held) throw validationError(`Artifact ${arn} can't be deleted while it has associations; delete those first.`);
    this.artifacts.delete(arn);
    this.world.tags.forget(arn);
  }

  /** @throws SageMakerError ResourceNotFound for an end that is no artifact of ours, ValidationException for a second time */
  connect(request: Omit<Association, 'CreationTime'>): Association {
    for (const arn of [request.SourceArn, request.DestinationArn]) this.get(arn);
    const key = keyOf(request);
    if (this.associations.has(key))
      throw validationError(`An association from ${request.SourceArn} to ${request.DestinationArn} already exists.`);
    return this.associations.put(key, { ...request, CreationTime: this.world.clock.read() });
  }

  /** @throws SageMakerError ResourceNotFound */
  disconnect(ends: Pick<Association, 'SourceArn' | 'DestinationArn'>): void {
    if (!this.associations.has(keyOf(ends)))
      throw notFound(`An association from ${ends.SourceArn} to ${ends.DestinationArn} does not exist.`);
    this.associations.delete(keyOf(ends));
  }
}
