/** Characters that an XML 1.0 document cannot hold, not even escaped (https://www.w3.org/TR/xml/#charsets). */
const unnameable = /[^\t\n\r\x20-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** The first character of a key that S3's XML cannot name, as in a listing or in DeleteObjects. */
export const unnameableIn = (key: string): string | undefined => unnameable.exec(key)?.[0];
