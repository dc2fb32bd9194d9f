import { rmSync } from 'node:fs';

/** Deletes what fast-setup made. */
export default function tearDown(): void {
  const folder = process.env['EVERLOOP_TEST_TEMPLATES'];
  if (folder) rmSync(folder, { recursive: true, force: true });
}
