import type { Output } from '../../output/output';
import { table } from '../../output/table';
import { cutShare } from '../../report/figures';
import type { ClosedLoop } from './drift-loop';

const seconds = (value: number | null): string => (value === null ? 'not recorded' : `${value} s`);

/** How one drift came and was repaired. */
export function loopText({ figures, told }: ClosedLoop, output: Output): string {
  const { green, red, bold } = output.colours;
  const { alarm, alarmState, perClass, retrainings, mixShift, features } = figures;
  const rows = Object.entries(perClass).map(([label, { before, during, after }]) => [
    label,
    cutShare(before),
    cutShare(during),
    cutShare(after),
  ]);
  const state = alarmState === 'OK' ? green('OK again') : red(alarmState);
  const seen = [
    ...(features ? [`${features.drifted} of ${features.judged} features drifted`] : []),
    ...(mixShift === null ? [] : [`${cutShare(mixShift)} of the predictions moved to other classes`]),
  ];
  return [
    `${bold(`drift: ${told.drift.title}`)}`,
    table(output, ['recall', 'before', 'during', 'after'], rows),
    ...(seen.length > 0 ? [`the monitor saw: ${seen.join(', ')}`] : []),
    `${alarm ?? 'an alarm'} raised ${seconds(figures.windowToAlarmSeconds)} after the window was over and labelled, retraining started after ${seconds(figures.alarmToExecutionSeconds)}`,
    `version ${figures.toVersion} in place of ${figures.fromVersion} ${seconds(figures.totalSeconds)} after the first drifted photo, ${retrainings === 1 ? '1 retraining' : `${retrainings} retrainings`}, alarms ${state}`,
    `its story: npx everloop trail product-images --story ${figures.correlationId}`,
  ].join('\n');
}
