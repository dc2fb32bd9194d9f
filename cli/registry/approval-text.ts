import type { Output } from '../output/output';

type Colours = Output['colours'];

const paints: Readonly<Record<string, 'green' | 'red' | 'yellow'>> = {
  PendingManualApproval: 'yellow',
  Approved: 'green',
  Rejected: 'red',
};

/** What was said of a version, in its colour. */
export function approvalText(approval: string, colours: Colours, shown = approval): string {
  const paint = paints[approval];
  return paint === undefined ? shown : colours[paint](shown);
}
