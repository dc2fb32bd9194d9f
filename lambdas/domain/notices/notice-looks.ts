import type { NoticeKind } from '../../contracts/notices';

export interface NoticeLook {
  /** What kind of news it is, in a word or two. */
  readonly label: string;
  /** Of the bar at the top and of the label; white text on it has a contrast of 4.5 : 1. */
  readonly colour: string;
}

const ask = '#8a4b00';
const plain = '#3257c8';
const good = '#1d7a4f';
const bad = '#b3261e';

export const noticeLooks: Readonly<Record<NoticeKind, NoticeLook>> = {
  'approval-wanted': { label: 'Your decision is wanted', colour: ask },
  approved: { label: 'Approved by policy', colour: plain },
  'drift-found': { label: 'Drift found', colour: ask },
  retrained: { label: 'Retrained', colour: plain },
  released: { label: 'Released', colour: good },
  'release-failed': { label: 'Release failed', colour: bad },
  'rolled-back': { label: 'Rolled back', colour: bad },
  escalated: { label: 'A person is needed', colour: bad },
};

/**
 * What inline styles can't say. Clients that drop it (some versions of Outlook) show the light colours; class names are
 * those of notice-html.ts.
 */
export const mailStyle = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { margin: 0; padding: 0; -webkit-text-size-adjust: 100%; }
table { border-collapse: collapse; }
@media (max-width: 620px) { .pad { padding-left: 18px !important; padding-right: 18px !important; } }
@media (prefers-color-scheme: dark) {
  .paper { background-color: #15181c !important; }
  .sheet { background-color: #1d2126 !important; border-color: #343a41 !important; }
  .ink { color: #e9eaec !important; }
  .soft { color: #a3abb3 !important; }
  .line { border-color: #343a41 !important; }
  .well { background-color: #272c32 !important; color: #e9eaec !important; }
  .link { color: #93aefc !important; }
}
`;
