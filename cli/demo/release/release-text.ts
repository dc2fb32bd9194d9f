import type { Output } from '../../output/output';
import { table } from '../../output/table';
import { cutShare } from '../../report/figures';
import type { ReleaseFigures } from './release-figures';

const seconds = (value: number | null): string => (value === null ? 'not recorded' : `${value} s`);

/** What a version did with photos that nobody had labelled. */
export function releaseText(figures: ReleaseFigures, output: Output): string {
  const { version, preProductionSeconds, productionSeconds, verified, photos, quarantined, lost } = figures;
  const { green, red } = output.colours;
  const rows = Object.entries(figures.perClass).map(([label, scores]) => [
    label,
    scores.inFolder,
    scores.photos,
    cutShare(scores.recall),
    cutShare(scores.precision),
  ]);
  const proof = verified ? green('verified') : red('not verified');
  const fate = [
    `${photos} photos without a label`,
    ...(quarantined > 0 ? [`${quarantined} quarantined`] : []),
    `${lost} lost`,
    `accuracy ${cutShare(figures.accuracy)}`,
    `${figures.classifySeconds} s`,
  ];
  return [
    table(output, ['folder', 'photos in it', 'show the class', 'recall', 'precision'], rows),
    '',
    `version ${version} in production, ${proof}: first yes to tested pre-production ${seconds(preProductionSeconds)}, second yes to production ${seconds(productionSeconds)}`,
    fate.join(', '),
  ].join('\n');
}
