/** Orders text by code points, as Python does; JavaScript's own order puts U+FFFF before U+10000. UTF-8 bytes keep it. */
export const byCodePoint = (one: string, other: string): number => {
  if (one === other) return 0;
  return isPlain(one) && isPlain(other) ? (one < other ? -1 : 1) : Buffer.compare(Buffer.from(one), Buffer.from(other));
};

/** Without surrogates both orders agree, and comparing text is ten times faster than comparing its bytes. */
const isPlain = (text: string): boolean => !/[\ud800-\udfff]/.test(text);
