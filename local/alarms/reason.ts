import type { AlarmState, Comparison, Datapoint, MetricAlarm } from './model';

export interface ReasonInput {
  readonly alarm: MetricAlarm;
  readonly state: AlarmState;
  /** Newest first. */
  readonly evaluated: readonly Datapoint[];
  readonly breaching: number;
  /** Starts of the periods looked at, oldest first. */
  readonly range: readonly number[];
  readonly now: number;
}

const RELATION: Readonly<Record<Comparison, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/** The state's reason in CloudWatch's words, and the JSON text that goes with it. */
export function reasonFor(input: ReasonInput): { readonly reason: string; readonly reasonData: string } {
  return { reason: reasonText(input), reasonData: JSON.stringify(reasonData(input)) };
}

function reasonText({ alarm, state, evaluated, breaching }: ReasonInput): string {
  const missing = alarm.evaluationPeriods - evaluated.length;
  if (state === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${counted(missing, 'datapoint')} ${missing === 1 ? 'was' : 'were'} unknown.`;
  }
  const filled = filledText(alarm, missing);
  if (evaluated.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${counted(missing, 'period')}${filled && ` and ${filled}`}.`;
  }
  const shown = state === 'ALARM' ? breaching : evaluated.length - breaching;
  const verb = `${shown === 1 ? 'was' : 'were'}${state === 'ALARM' ? '' : ' not'}`;
  const needed = state === 'ALARM' ? alarm.datapointsToAlarm : alarm.evaluationPeriods - alarm.datapointsToAlarm + 1;
  const points = evaluated.map(point => `${decimal(point.value)} (${stamp(point.timestamp)})`).join(', ');
  return (
    `Threshold Crossed: ${shown} out of the last ${counted(alarm.evaluationPeriods, 'datapoint')} [${points}] ${verb} ` +
    `${RELATION[alarm.comparison]} the threshold (${decimal(alarm.threshold)}) (minimum ${counted(needed, 'datapoint')} ` +
    `for ${state === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK'} transition)${filled && `; ${filled}`}.`
  );
}

function filledText({ treatMissingData }: MetricAlarm, missing: number): string {
  if (missing === 0 || (treatMissingData !== 'breaching' && treatMissingData !== 'notBreaching')) return '';
  const treated = treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching';
  return `${counted(missing, 'missing datapoint')} ${missing === 1 ? 'was' : 'were'} treated as [${treated}]`;
}

function reasonData({ alarm, evaluated, range, now }: ReasonInput): object {
  const returned = alarm.queries.find(query => query.returned);
  return {
    version: '1.0',
    queryDate: isoWithZone(now),
    ...(evaluated.length > 0 && { startDate: isoWithZone(evaluated.at(-1)?.timestamp ?? range[0] ?? now) }),
    ...(returned?.kind === 'metric' && { statistic: returned.statistic }),
    period: alarm.periodSeconds,
    recentDatapoints: evaluated.map(point => point.value).reverse(),
    threshold: alarm.threshold,
    evaluatedDatapoints: evaluated.map(({ timestamp, ...point }) => ({ timestamp: isoWithZone(timestamp), ...point })),
  };
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** CloudWatch writes whole numbers with a decimal: 5.0. */
const decimal = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** dd/mm/yy hh:mm:ss, UTC. */
function stamp(seconds: number): string {
  const [date = '', time = ''] = new Date(seconds * 1000).toISOString().split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}

/** 2026-11-21T10:00:00.000+0000, as CloudWatch's reason data and events have it. */
export function isoWithZone(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('Z', '+0000');
}
