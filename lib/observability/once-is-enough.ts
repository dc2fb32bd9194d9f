import { ComparisonOperator, type CreateAlarmOptions, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';

/** For what should never happen, counted: one in one period is an alarm, and no count means that it did not happen. */
export const onceIsEnough = {
  threshold: 1,
  evaluationPeriods: 1,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
} as const satisfies CreateAlarmOptions;
