import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

export interface InvokeProps {
  readonly function: IFunction;
  /** JSONata for the function's input, or an object of it. */
  readonly payload: string | object;
  /** JSONata for what the next state sees. */
  readonly outputs: string;
}

/** Faults of Lambda itself, not of our code: worth another try in the same execution. */
const transientErrors = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.ClientExecutionTimeoutException',
];

/** Invokes a function and tries again, with backoff, when Lambda was at fault or busy. */
export function invoke(scope: Construct, stateName: string, props: InvokeProps): LambdaInvoke {
  const state = LambdaInvoke.jsonata(scope, stateName, {
    lambdaFunction: props.function,
    payload:
      typeof props.payload === 'string'
        ? TaskInput.fromText(props.payload)
        : TaskInput.fromObject({ ...props.payload }),
    outputs: props.outputs,
    retryOnServiceExceptions: false,
  });
  state.addRetry({ errors: transientErrors, interval: Duration.seconds(1), maxAttempts: 4, backoffRate: 2 });
  return state;
}
