/** Steps that decide, call and end. */
import type { Step } from '../definition';
import type { Value } from '../expressions';

export type Condition =
  | { readonly Type: Comparison; readonly LeftValue: Value; readonly RightValue: Value }
  | { readonly Type: 'In'; readonly QueryValue: Value; readonly Values: readonly Value[] }
  | { readonly Type: 'Not'; readonly Expression: Condition }
  | { readonly Type: 'Or'; readonly Conditions: readonly Condition[] };

export type Comparison = 'Equals' | 'GreaterThan' | 'GreaterThanOrEqualTo' | 'LessThan' | 'LessThanOrEqualTo';

export const equals = (left: Value, right: Value): Condition => ({
  Type: 'Equals',
  LeftValue: left,
  RightValue: right,
});

export interface ConditionStep {
  readonly name: string;
  /** All must hold. */
  readonly conditions: readonly Condition[];
  readonly met: readonly Step[];
  readonly unmet: readonly Step[];
}

export const conditionStep = ({ name, conditions, met, unmet }: ConditionStep): Step => ({
  Name: name,
  Type: 'Condition',
  Arguments: { Conditions: conditions, IfSteps: met, ElseSteps: unmet } as never,
});

/** Ends the execution as Failed with a reason. */
export const failStep = (name: string, message: Value, dependsOn?: readonly string[]): Step => ({
  Name: name,
  Type: 'Fail',
  Arguments: { ErrorMessage: message },
  ...(dependsOn && { DependsOn: dependsOn }),
});

export interface CallStep {
  readonly name: string;
  readonly arguments: Readonly<Record<string, Value>>;
  /** Names of what it answers; all texts. */
  readonly answers: readonly string[];
  readonly dependsOn?: readonly string[];
}

const callMembers = ({ arguments: given, answers, dependsOn }: Omit<CallStep, 'name'>) => ({
  Arguments: given,
  OutputParameters: answers.map(OutputName => ({ OutputName, OutputType: 'String' })),
  ...(dependsOn && { DependsOn: dependsOn }),
});

/** Calls a function and waits for its answer, ten minutes at most. Never cached here: it judges, and judgements change. */
export const lambdaStep = ({ name, functionArn, ...call }: CallStep & { readonly functionArn: string }): Step => ({
  Name: name,
  Type: 'Lambda',
  FunctionArn: functionArn,
  ...callMembers(call),
});

/** Sends a token to a queue and waits until somebody answers with it. */
export const callbackStep = ({ name, queueUrl, ...call }: CallStep & { readonly queueUrl: string }): Step => ({
  Name: name,
  Type: 'Callback',
  SqsQueueUrl: queueUrl,
  ...callMembers(call),
});
