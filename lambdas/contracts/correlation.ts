/** Why a loop begins: each reason gives birth to one correlation id. */
export const loopReasons = ['alarm', 'schedule', 'new-data', 'push', 'person'] as const;
export type LoopReason = (typeof loopReasons)[number];

/** What a correlation id may look like: it becomes a parameter, a metadata value and part of file names. */
export const correlationPattern = /^[A-Za-z0-9][A-Za-z0-9-]{0,99}$/;

/** `person-20261121T160012Z-1a2b3c4d`: says why and when by itself; the token tells two of a second apart. */
export function correlationId(reason: LoopReason, at: Date, token: string): string {
  const moment = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  return `${reason}-${moment}-${token.replaceAll('-', '').slice(0, 8)}`;
}
