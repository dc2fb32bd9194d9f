declare module 'asl-validator' {
  /** Validates an Amazon States Language definition; `errors` is empty when it is valid. */
  function validate(definition: unknown): { isValid: boolean; errors: readonly unknown[] };
  export = validate;
}
