import { trainingParameters as names } from '../../contracts/training-parameters';
import type { ModelVersion } from '../registry/model-version';

export interface StartParameters {
  readonly datasetId: string;
  readonly correlationId: string;
  /** The version that a candidate is compared with. */
  readonly champion: ModelVersion | null;
  /** What a person sets beside these. */
  readonly more?: Readonly<Record<string, string>> | undefined;
}

/** Parameters that a person may not set: they tell the truth about the execution. */
const own: readonly string[] = [
  names.datasetManifestId,
  names.correlationId,
  names.championVersion,
  names.championModelUri,
  names.commit,
];

/** The parameters of an execution. @throws RangeError for one that only the loop may set, or a champion without artifact */
export function startParameters({ datasetId, correlationId, champion, more = {} }: StartParameters) {
  const wrong = Object.keys(more).find(name => own.includes(name));
  if (wrong !== undefined) {
    throw new RangeError(
      `start training: parameter must be one that a person may set, got ${wrong}; leave it out: it follows from data set and registry`,
    );
  }
  return {
    ...more,
    [names.datasetManifestId]: datasetId,
    [names.correlationId]: correlationId,
    ...(champion && championParameters(champion)),
  };
}

function championParameters({ arn, modelUri }: ModelVersion) {
  if (modelUri !== undefined) return { [names.championVersion]: arn, [names.championModelUri]: modelUri };
  throw new RangeError(
    `start training: champion must have a model, got none in ${arn}; reject this version, so that another one is the champion`,
  );
}
