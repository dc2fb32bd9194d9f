import type { AlarmState, MissingDataTreatment } from './model';

/** The periods of the evaluation range, oldest first: breaching, not breaching, or missing. */
export type Range = readonly (boolean | undefined)[];

export interface JudgeInput {
  readonly range: Range;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingDataTreatment;
  readonly previousState: AlarmState;
}

/**
 * CloudWatch looks two periods further back than it needs: an alarm on 3 periods has an evaluation range of 5 in the
 * user guide's tables. The exact number is not documented for other lengths.
 */
export const EXTRA_PERIODS = 2;

/**
 * The state of one alarm, by the rules of the CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing
 * data": the newest real points decide when there are enough; otherwise all real points plus as few filled-in ones.
 */
export function judge(input: JudgeInput): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = input;
  const real = input.range.filter(point => point !== undefined).slice(-evaluationPeriods);
  const breaching = real.filter(Boolean).length;
  const missing = evaluationPeriods - real.length;

  if (missing === 0 || treatMissingData === 'notBreaching') return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (treatMissingData === 'breaching') return breaching + missing >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (breaching >= datapointsToAlarm) return 'ALARM';
  if (breaching < real.length) return 'OK';
  return undecided(input);
}

/** Every real point breaches, or there is none, and they are fewer than the alarm asks for. */
function undecided({ range, datapointsToAlarm, treatMissingData, previousState }: JudgeInput): AlarmState {
  if (treatMissingData === 'ignore') return previousState;
  const oldest = range.findIndex(point => point !== undefined);
  if (oldest === -1) return 'INSUFFICIENT_DATA';
  // "Premature alarm state": - - X - - alarms when 3 are asked for, - - - X - does not yet.
  const ageInPeriods = range.length - oldest;
  return ageInPeriods >= datapointsToAlarm ? 'ALARM' : 'OK';
}
