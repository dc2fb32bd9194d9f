import { StepFailed } from '../steps/step-failed';

/** A condition whose expressions have their values. */
export type Condition =
  | { readonly Type: 'Not'; readonly Expression: Condition }
  | { readonly Type: 'Or'; readonly Conditions: readonly Condition[] }
  | { readonly Type: 'In'; readonly QueryValue: unknown; readonly Values: readonly unknown[] }
  | { readonly Type: Comparison; readonly LeftValue: unknown; readonly RightValue: unknown };

const comparisons = {
  Equals: (left: unknown, right: unknown) => left === right,
  GreaterThan: (left: number, right: number) => left > right,
  GreaterThanOrEqualTo: (left: number, right: number) => left >= right,
  LessThan: (left: number, right: number) => left < right,
  LessThanOrEqualTo: (left: number, right: number) => left <= right,
};
type Comparison = keyof typeof comparisons;

/** @throws StepFailed ClientError when an order is asked of what has none */
export function holds(condition: Condition): boolean {
  switch (condition.Type) {
    case 'Not':
      return !holds(condition.Expression);
    case 'Or':
      return condition.Conditions.some(holds);
    case 'In':
      return condition.Values.includes(condition.QueryValue);
    case 'Equals':
      return comparisons.Equals(condition.LeftValue, condition.RightValue);
    default: {
      const { LeftValue: left, RightValue: right } = condition;
      if (typeof left === 'number' && typeof right === 'number') return comparisons[condition.Type](left, right);
      throw new StepFailed(
        `ClientError: ${condition.Type} must compare numbers, got ${JSON.stringify(left)} and ${JSON.stringify(right)}.`,
      );
    }
  }
}
