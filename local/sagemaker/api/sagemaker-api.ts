import Ajv, { type ValidateFunction } from 'ajv';
import { validationError } from '../errors';
import { coerce } from './coerce';
import { jsonSchema } from './json-schema';
import type { ServiceModel } from './shapes';
import { validationMessage } from './validation-message';

/** Most of AWS's patterns are no valid Unicode expressions; those with classes such as `\\p{L}` must be. */
const regExp = Object.assign((pattern: string) => new RegExp(pattern, pattern.includes('\\p{') ? 'u' : ''), {
  code: 'wholeTextPattern',
});

/**
 * The official API model in use: checks requests, and cuts records to the members that an answer has.
 * A validator is compiled when its shape is first used, so that the whole model costs no memory.
 */
export class SageMakerApi {
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(private readonly model: ServiceModel) {}

  has(operation: string): boolean {
    return operation in this.model.operations;
  }

  /** Name of the shape that an operation takes. */
  inputOf(operation: string): string | undefined {
    return this.model.operations[operation]?.input;
  }

  outputOf(operation: string): string | undefined {
    return this.model.operations[operation]?.output;
  }

  /** @throws SageMakerError ValidationException listing every failed constraint */
  checkRequest(operation: string, request: unknown): void {
    const shape = this.inputOf(operation);
    if (shape) this.check(shape, request);
  }

  /** @throws SageMakerError ValidationException listing every failed constraint */
  check(shape: string, value: unknown): void {
    const validate = this.validatorOf(shape);
    if (!validate(value)) throw validationError(validationMessage(validate.errors ?? []));
  }

  /** `value` with texts turned into the numbers and booleans that `shape` wants: CloudFormation allows both. */
  coerce(shape: string, value: unknown): unknown {
    return coerce(this.model, shape, value);
  }

  hasMember(shape: string, member: string): boolean {
    return member in (this.model.shapes[shape]?.members ?? {});
  }

  /** The members of `record` that structure `shape` has, in the model's order. Not recursive: records are our own. */
  pick(shape: string, record: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const members = Object.keys(this.model.shapes[shape]?.members ?? {});
    return Object.fromEntries(members.filter(name => record[name] !== undefined).map(name => [name, record[name]]));
  }

  private validatorOf(shape: string): ValidateFunction {
    const known = this.validators.get(shape);
    if (known) return known;
    // An instance each: one that knows all schemas would keep every reachable definition compiled.
    const ajv = new Ajv({ allErrors: true, strict: false, verbose: true, addUsedSchema: false, code: { regExp } });
    const validator = ajv.compile(jsonSchema(this.model, shape));
    this.validators.set(shape, validator);
    return validator;
  }
}
