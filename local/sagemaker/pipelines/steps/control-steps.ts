import { type Condition, holds } from '../expressions/condition';
import { StepFailed } from './step-failed';
import type { StepKind } from './step-kind';

/** All conditions must hold for the branch IfSteps. */
export const conditionStep: StepKind = {
  async run({ arguments: given }) {
    const conditions = given['Conditions'] as readonly Condition[];
    const Outcome = conditions.every(holds) ? 'True' : 'False';
    return { values: { Outcome }, metadata: { Condition: { Outcome } } };
  },
};

/** Fails, and the execution with it, for the reason that the definition gives. */
export const failStep: StepKind = {
  async run({ arguments: given, keep }) {
    const ErrorMessage = String(given['ErrorMessage']);
    keep({ Metadata: { Fail: { ErrorMessage } } });
    throw new StepFailed(ErrorMessage);
  },
};
