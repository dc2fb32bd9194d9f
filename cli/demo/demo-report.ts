import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloudPaths } from '../../local/cloud/paths';
import { objectStoreOf } from '../deployment/stores';
import { cutShare, figure } from '../report/figures';
import { ingestionSection } from '../report/ingestion-section';
import { loopSection } from '../report/loop-section';
import { releaseSection } from '../report/release-section';
import { type ReportSection, renderReport } from '../report/report-page';
import type { TableReport } from '../report/table-report';
import { tablesSection } from '../report/tables-section';
import { trainingSection } from '../report/training-section';
import { collectIngestion, collectTables } from './collect-report';
import { collectLoop } from './loop/collect-loop';
import { collectRelease } from './release/collect-release';
import { type DemoResult, reportFolder } from './run-demo';
import { collectTraining } from './training/collect-training';

export interface WrittenReport {
  /** Figures for machines. */
  readonly json: string;
  /** One page with pictures. */
  readonly html: string;
  /** By the workflow's own records. */
  readonly tables: readonly TableReport[];
}

/** Writes the figures beside what other features have put there, and the page. Later features add sections of their own. */
export async function writeDemoReport(result: DemoResult): Promise<WrittenReport> {
  const folder = reportFolder();
  mkdirSync(folder, { recursive: true });
  const json = join(folder, 'demo.json');
  const html = join(folder, 'demo.html');
  replaceFile(json, `${JSON.stringify({ ...readSections(json), ...sections(result) }, undefined, 2)}\n`);
  const tables = await collectTables(result);
  replaceFile(html, await renderPage(result, tables));
  return { json, html, tables };
}

/** Figures of the ingestion stand by themselves, those of later parts under their name. */
export const sections = ({ figures, model, release, loop }: DemoResult) => ({
  ...figures,
  ...(model && { training: model.figures }),
  ...(release && { release: release.figures }),
  ...(loop && { loop: loop.closed.map(closed => closed.figures) }),
});

async function renderPage(result: DemoResult, tables: readonly TableReport[]): Promise<string> {
  const { images, seconds, lost, unexpected } = result.figures;
  const fate = lost > 0 ? `${lost} were lost` : 'none was lost';
  const surprise = unexpected > 0 ? `, ${unexpected} ended otherwise than expected` : '';
  return renderReport({
    title: titleOf(result),
    summary: `${images} photos and spoilt files had their verdict after ${seconds} s; ${fate}${surprise}.${summaryOf(result)}`,
    generatedAt: new Date(),
    sections: [
      ingestionSection(await collectIngestion(result)),
      ...(tables.length > 0 ? [tablesSection(tables)] : []),
      ...(result.model ? [trainingSection(collectTraining(result.model, trainingContext(result)))] : []),
      ...(result.release ? [releaseSection(await collectRelease(result.release, predictionsOf(result)))] : []),
      ...(await loopSections(result)),
    ],
  });
}

async function loopSections({ loop }: DemoResult): Promise<ReportSection[]> {
  const shown: ReportSection[] = [];
  const folders = { state: cloudPaths().folder, report: reportFolder() };
  if (loop) for (const closed of loop.closed) shown.push(loopSection(await collectLoop(closed, loop.world, folders)));
  return shown;
}

function titleOf({ model, release, loop }: DemoResult): string {
  if (loop && loop.closed.length > 0)
    return 'From product photos to a model in production that repairs itself when they change';
  if (release) return 'From product photos to a model in production, and to every photo in its folder';
  return model
    ? 'From product photos to a model that waits for a decision'
    : 'Product photos through the deployed workflow';
}

function summaryOf({ model, release, loop }: DemoResult): string {
  const made = model
    ? ` The pipeline made version ${model.figures.version} of them, macro-F1 ${cutShare(model.figures.macroF1)}.`
    : '';
  if (!release) return made;
  const { photos, accuracy } = release.figures;
  const repaired = (loop?.closed ?? []).map(
    ({ figures: { class: label, recallBefore, recallDuring, recallAfter, kind } }) =>
      ` Drift (${kind}): recall of ${label} ${[recallBefore, recallDuring, recallAfter].map(cutShare).join(' → ')}.`,
  );
  return `${made} In production it put ${figure(photos)} photos into folders, ${cutShare(accuracy)} of them the right one.${repaired.join('')}`;
}

/** What was released had been approved. */
const trainingContext = ({ isFashionMnist, release }: DemoResult) => ({
  isFashionMnist,
  decided: release && 'Approved',
});

const predictionsOf = ({ connection }: DemoResult) => ({
  objects: objectStoreOf(connection),
  bucket: connection.deployment.PredictionsBucket,
});

/** A reader never sees half a file. */
function replaceFile(path: string, text: string): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}

function readSections(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {}; // absent, or damaged by somebody: it is written anew
  }
}
