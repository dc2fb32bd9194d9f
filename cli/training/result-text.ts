import type { ModelVersion } from '../../lambdas/domain/registry/model-version';
import { scoreTable } from '../../lambdas/domain/registry/score-table';
import type { Output } from '../output/output';
import type { TrainingResult } from './training-result';

export interface ResultCircumstances {
  readonly workload: string;
  readonly champion: ModelVersion | null;
  /** Options that find the same environment again; begins with a space unless empty. */
  readonly target: string;
}

/** What a training has made, and what a person may do with it. */
export function resultText(
  { version, isNew, evaluation, seconds }: TrainingResult,
  { workload, champion, target }: ResultCircumstances,
  colours: Output['colours'],
): string {
  if (!version) return `Ended after ${seconds} s, but its version was deleted meanwhile.`;
  const { green, yellow, bold } = colours;
  const number = version.version;
  const head = isNew
    ? `${green(`Registered version ${number}`)} after ${seconds} s; it is ${yellow(version.approval)}.`
    : `Nothing new: ${bold(`version ${number}`)} has the same model already (${version.approval}); ${seconds} s.`;
  const scores = evaluation && scoreTable(evaluation);
  const beside = champion ? `; those of version ${champion.version} in brackets` : '';
  return [
    head,
    ...(scores ? ['', `Scores on the golden set${beside}`, scores] : []),
    '',
    `Look at it: npx everloop models ${workload} ${number}${target}`,
    ...(version.approval === 'PendingManualApproval'
      ? [
          `Decide:     npx everloop approve ${workload} ${number} --why "YOUR REASON"${target}`,
          `            npx everloop reject ${workload} ${number} --why "YOUR REASON"${target}`,
        ]
      : []),
  ].join('\n');
}
