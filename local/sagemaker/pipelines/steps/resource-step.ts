import { executionId, type Values } from '../executions/execution';
import { callFailure } from './call-failure';
import { generatedName } from './generated-names';
import type { StepKind, StepOutcome, StepWork } from './step-kind';

export interface MadeType {
  /** Such as `EndpointConfig`. */
  readonly resource: string;
  /** Member that the service makes up where it is not given; none for versions, which are numbered. */
  readonly generated?: string;
  /** What names it in a Describe request. */
  readonly named: (created: Values, name: string) => Values;
  /** Its member in a step's Metadata. */
  readonly metadata: string;
}

const LONGEST = 63;

/** The given name, or one made for the step. */
export const nameFor = (work: StepWork, member: string): string =>
  String(
    work.arguments[member] ??
      generatedName({
        executionId: executionId(work.execution.PipelineExecutionArn),
        step: work.name,
        longest: LONGEST,
      }),
  );

/** Calls SageMaker with the pipeline's role. @throws StepFailed */
export const callSageMaker = (work: StepWork, operation: string, request: Values): Promise<Values> =>
  work.role.call(operation, request).catch(error => {
    throw callFailure(`sagemaker:${operation}`, error);
  });

/** Creates what is there at once: a model, a version, an endpoint configuration. */
export const resourceStep = (type: MadeType): StepKind => ({
  async run(work): Promise<StepOutcome> {
    const name = type.generated === undefined ? '' : nameFor(work, type.generated);
    const named = type.generated === undefined ? {} : { [type.generated]: name };
    const created = await callSageMaker(work, `Create${type.resource}`, { ...work.arguments, ...named });
    const values = await callSageMaker(work, `Describe${type.resource}`, type.named(created, name));
    return { values, metadata: { [type.metadata]: { Arn: created[`${type.resource}Arn`] } } };
  },
});
