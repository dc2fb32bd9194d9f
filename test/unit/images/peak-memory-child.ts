/** Validates every file of the folders named in argv, one at a time, and prints verdict counts and its peak RSS. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { policyWith, validate } from './photos';

const policy = policyWith({ minSidePixels: 1, maxAspectRatio: 1e6, sixteenBit: 'accept', maxPixelsPerByte: 1e9 });

async function validateFolders(folders: readonly string[]): Promise<void> {
  const counts = { accept: 0, reject: 0 };
  for (const path of folders.flatMap(folder => readdirSync(folder).map(file => join(folder, file)))) {
    const { verdict } = await validate({ name: 'a', bytes: readFileSync(path) }, policy);
    counts[verdict]++;
  }
  process.stdout.write(JSON.stringify({ ...counts, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
}

void validateFolders(process.argv.slice(2));
