import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Jest's globalSetup of the `fast` tests: a folder in which they share what takes long to make. */
export default function setUp(): void {
  process.env['EVERLOOP_TEST_TEMPLATES'] = mkdtempSync(join(tmpdir(), 'everloop-templates-'));
}
