/**
 * S3's sequencer orders the events of one key: a hexadecimal string of varying length, the shorter right-padded with
 * zeros before the comparison as text (S3 User Guide, "Event message structure").
 */
const hexadecimal = /^[0-9a-f]+$/i;
/** S3 sends 16 to 18 digits today; stored values compare as text because all have this width. */
export const sequencerWidth = 64;

export function isSequencer(text: string): boolean {
  return text.length <= sequencerWidth && hexadecimal.test(text);
}

/** Fixed width and one case, so that DynamoDB's and JavaScript's `<` order it. @throws RangeError for anything else */
export function padSequencer(sequencer: string): string {
  if (!isSequencer(sequencer)) {
    const got = JSON.stringify(sequencer.slice(0, sequencerWidth));
    throw new RangeError(`sequencer: text must be 1 to ${sequencerWidth} hexadecimal digits, got ${got}`);
  }
  return sequencer.toUpperCase().padEnd(sequencerWidth, '0');
}
