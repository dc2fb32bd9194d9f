import type { Desk, Hold } from './desk';

/** Nothing starts by itself from now on; a hold on a held one tells the newer reason. */
export const withHold = (desk: Desk, hold: Hold): Desk => ({ ...desk, hold });

/** Lets it go, the configuration's own hold included. */
export const withoutHold = (desk: Desk, at: string): Desk => ({ ...desk, hold: null, releasedAt: at });
