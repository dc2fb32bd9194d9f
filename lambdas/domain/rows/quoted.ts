const maxCharacters = 60;

/** Foreign text for a message: in quotes, control characters escaped, cut to 60 characters. */
export function quoted(text: string): string {
  const cut = text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text;
  return JSON.stringify(cut);
}
