import type { FileVerdict } from './validate-file';

/** What `everloop validate` counts while it works. */
export interface ValidationTally {
  readonly files: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly bytes: number;
  /** How often each code was given, most frequent first. */
  readonly byCode: Readonly<Record<string, number>>;
}

/** Counts verdicts one at a time. */
export class VerdictCounter {
  private files = 0;
  private rejected = 0;
  private bytes = 0;
  private readonly codes = new Map<string, number>();

  add({ verdict, reasons, bytes }: FileVerdict): void {
    this.files++;
    this.bytes += bytes;
    if (verdict === 'reject') this.rejected++;
    for (const { code } of reasons) this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
  }

  get tally(): ValidationTally {
    const { files, rejected, bytes } = this;
    const byCode = Object.fromEntries([...this.codes].sort(([, one], [, other]) => other - one));
    return { files, rejected, accepted: files - rejected, bytes, byCode };
  }
}
