/** C0 and C1 controls, line and paragraph separators, and marks that turn the direction of text. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Foreign text (keys, file names, log lines) as one line that cannot steer a terminal. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, mark => SHORT[mark] ?? `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
