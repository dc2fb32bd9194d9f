import { deploymentSchema } from '../../contracts/deployment';
import { fewestAnswers, floorOf, goldenFigures } from '../../domain/serving/golden-test';
import { identityFault } from '../../domain/serving/identity';
import type { ProbeJournal } from '../../ports/probe-journal';
import { askGolden, type GoldenEffects, goldenRequestOf, type IdentifiedAnswer } from './ask-golden';

export interface ProbeEffects extends GoldenEffects {
  readonly journal: ProbeJournal;
}

export interface Probed {
  /** Answers of the new fleet. */
  readonly answers: number;
  readonly accuracy: number;
  readonly breach: boolean;
}

/**
 * Asks an endpoint while a new fleet takes over. Only answers of the new fleet count, told by the version that they name;
 * the metric is what the golden alarm of the deployment watches, so that SageMaker itself rolls back.
 */
export function createProbeDeployment(effects: ProbeEffects): (event: unknown) => Promise<Probed> {
  return async event => {
    const deployment = deploymentSchema.parse(event);
    const { names, version, test } = deployment;
    const answers = await askGolden(goldenRequestOf(deployment, test.goldenImages), effects);
    const own = answers.filter(({ identity }) => identity.modelPackage === version.arn);
    const { accuracy } = goldenFigures(own.map(answer => judged(answer, version)));
    const floor = floorOf(deployment, own.length);
    const breach = accuracy < floor;
    if (own.length >= fewestAnswers) effects.journal.goldenBreach(names.config, breach);
    effects.journal.note('new fleet probed', { config: names.config, answers: own.length, accuracy, floor });
    return { answers: own.length, accuracy, breach };
  };
}

/** An answer of other files than the version's is wrong, whatever it says. */
function judged(answer: IdentifiedAnswer, version: Parameters<typeof identityFault>[1]): IdentifiedAnswer {
  const failure = identityFault(answer.identity, version);
  if (failure === undefined) return answer;
  const { predicted: _, ...rest } = answer;
  return { ...rest, failure };
}
