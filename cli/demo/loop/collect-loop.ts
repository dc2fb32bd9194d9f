import path from 'node:path';
import type { Connection } from '../../deployment/connect';
import { trailOf } from '../../deployment/stores';
import { fetchKeptMails } from '../../mail/kept-mails';
import { mailPage, writeMailPage } from '../../mail/mail-page';
import type { RepairReport } from '../../report/loop-report';
import { thumbnail } from '../../report/thumbnail';
import { readStories } from '../../trail/read-stories';
import { storyEvidence } from '../../trail/story-evidence';
import { evidenceSourceOf } from '../../trail/trail-access';
import type { ClosedLoop } from './drift-loop';
import type { Drift } from './drifts';
import { type LoopWorld, workload } from './loop-world';

const samples = 8;

/** What the report shows of a drift: its figures, the story as the trail has it, and pictures made anew. */
export async function collectLoop(
  { figures, told }: ClosedLoop,
  world: LoopWorld,
  folders: MailFolders,
): Promise<RepairReport> {
  const { perClass, kind, ...rest } = figures;
  const { connection } = world;
  const choice = { last: 1, story: figures.correlationId };
  const [story = null] = await readStories(trailOf(connection), workload, choice);
  const evidence = story && (await storyEvidence(story, evidenceSourceOf(connection, workload)));
  return {
    ...rest,
    id: `drift-${kind}`,
    title: told.drift.title,
    seenBy: told.drift.seenBy,
    classes: Object.entries(perClass).map(([label, recalls]) => ({ label, ...recalls })),
    pictures: await pairsOf(told.drift, world),
    story,
    evidence,
    mails: await mailsOf(figures.correlationId, connection, folders),
  };
}

export interface MailFolders {
  /** Where pages of mails go: a folder `mails` in it. */
  readonly state: string;
  /** Where the report lies. */
  readonly report: string;
}

/** Each mail names its story. An account keeps none. */
async function mailsOf(story: string, { settings }: Connection, folders: MailFolders): Promise<RepairReport['mails']> {
  if (settings.endpoint === undefined) return [];
  const mails = await fetchKeptMails(settings.endpoint);
  return mails
    .filter(({ text }) => text.includes(story))
    .map(mail => {
      const page = mailPage(mail);
      const written = page === null ? null : writeMailPage(page, { ...mail, folder: folders.state });
      const { time, subject, text } = mail;
      return { time, subject, text, page: written && path.relative(folders.report, written).replaceAll(path.sep, '/') };
    });
}

/** The first photos of the drift, and the same products as the studio always took them. */
async function pairsOf({ kind, camera }: Drift, { traffic }: LoopWorld): Promise<RepairReport['pictures']> {
  const before = await traffic.samples(`${kind} during`, samples);
  const since = await traffic.samples(`${kind} during`, samples, camera);
  const shown = (photos: typeof before) =>
    Promise.all(photos.map(async ({ name, bytes }) => ({ name, thumbnail: await thumbnail(bytes) })));
  const [left, right] = [await shown(before), await shown(since)];
  return left.flatMap((photo, at) => {
    const changed = right[at];
    return changed ? [{ before: photo, since: changed }] : [];
  });
}
