export interface Clock {
  now(): Date;
}

/** A source of unique tokens. */
export interface Tokens {
  next(): string;
}
