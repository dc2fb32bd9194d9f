import { instanceFault } from '../../contracts/instance-type';
import { trainingParameters as names } from '../../contracts/training-parameters';
import { readGateOverrides } from '../registry/gate-overrides';
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

/** SageMaker's limit of a parameter's value, characters. */
const longestValue = 1024;

/**
 * The parameters of an execution. What is wrong with them is said before anything is paid for.
 * @throws RangeError for one that only the loop may set, a wrong value, or a champion without artifact
 */
export function startParameters({ datasetId, correlationId, champion, more = {} }: StartParameters) {
  const wrong = Object.keys(more).find(name => own.includes(name));
  if (wrong !== undefined) {
    throw new RangeError(
      `start training: parameter must be one that a person may set, got ${wrong}; leave it out: it follows from data set and registry`,
    );
  }
  checkValues(more);
  return {
    ...more,
    [names.datasetManifestId]: datasetId,
    [names.correlationId]: correlationId,
    ...(champion && championParameters(champion)),
  };
}

function checkValues(given: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(given)) {
    if (value.length <= longestValue) continue;
    const rule = `parameter ${name} must have at most ${longestValue} characters`;
    throw new RangeError(`start training: ${rule}, got ${value.length}; shorten it`);
  }
  const { [names.gateOverrides]: overrides, [names.tuningJobs]: tuningJobs } = given;
  if (overrides !== undefined) readGateOverrides(overrides, 'start training');
  for (const name of [names.processingInstanceType, names.trainingInstanceType]) {
    const fault = given[name] === undefined ? undefined : instanceFault(given[name]);
    if (fault) throw new RangeError(`start training: ${name} ${fault}, got ${given[name]}; choose another one`);
  }
  if (tuningJobs !== undefined && !/^[1-9]\d{0,2}$/.test(tuningJobs)) {
    throw new RangeError(`start training: ${names.tuningJobs} must be 1 to 999, got ${tuningJobs}; correct it`);
  }
}

function championParameters({ arn, modelUri }: ModelVersion) {
  if (modelUri !== undefined) return { [names.championVersion]: arn, [names.championModelUri]: modelUri };
  throw new RangeError(
    `start training: champion must have a model, got none in ${arn}; reject this version, so that another one is the champion`,
  );
}
