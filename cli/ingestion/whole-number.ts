import { InvalidArgumentError } from 'commander';

/** A parser of option values. @throws InvalidArgumentError outside `minimum` to `maximum` */
export const wholeNumber =
  (minimum: number, maximum: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`it must be a whole number from ${minimum} to ${maximum}`);
  };
