import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { textOf } from '../security/json';

/** An ARN as cdk-nag writes it in a finding: references in angle brackets, the rest as it is. */
export const asNagWrites = (scope: IConstruct, arn: string): string => textOf(Stack.of(scope).resolve(arn));
