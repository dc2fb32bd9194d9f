/** A photo source that cannot be used as asked; the message says where, what and what to do. */
export class PhotoSourceError extends Error {
  override readonly name = 'PhotoSourceError';
}
