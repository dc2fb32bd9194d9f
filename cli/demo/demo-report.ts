import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DemoResult, reportFolder } from './run-demo';

/** Writes the figures beside what other features have put there. Later features add sections of their own. */
export async function writeDemoReport({
  figures,
}: DemoResult): Promise<{ readonly json: string; readonly html: string }> {
  const folder = reportFolder();
  mkdirSync(folder, { recursive: true });
  const json = join(folder, 'demo.json');
  const html = join(folder, 'demo.html');
  writeFileSync(json, `${JSON.stringify({ ...readSections(json), ...figures }, undefined, 2)}\n`);
  return { json, html };
}

function readSections(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}
