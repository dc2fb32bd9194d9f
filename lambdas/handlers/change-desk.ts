import type { DeskOfWorkload, Desks } from '../ports/desks';

/** Whoever comes at one moment writes one after the other; a dozen is more than ever do. */
const tries = 50;

/**
 * Changes a desk by a pure function, again when somebody was quicker.
 * @returns what the function said of the desk that was written
 */
export async function changeDesk<Desk extends DeskOfWorkload, Change extends { readonly desk: Desk }>(
  workload: string,
  desks: Desks<Desk>,
  change: (desk: Desk) => Change,
): Promise<Change> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const before = await desks.read(workload);
    const changed = change(before);
    if (changed.desk === before) return changed;
    if ((await desks.write(changed.desk)) === 'written') return changed;
  }
  throw new Error(`desk of ${workload}: it must be written in ${tries} tries, got as many conflicts; try again`);
}
