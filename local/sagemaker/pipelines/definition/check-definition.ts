import { InvalidDefinition, validateDefinitionText } from '../../../../pipeline/definition/validate-definition';
import { validationError } from '../../errors';

/** SageMaker's words for a text that is no JSON. */
const unparsable =
  'Unable to parse pipeline definition. Check pipeline definition for missing or extra commas, brackets and quotes.';

/** @throws SageMakerError ValidationException listing every problem, also those that AWS finds only when it executes */
export function checkDefinition(definition: string): void {
  try {
    JSON.parse(definition);
  } catch {
    throw validationError(unparsable);
  }
  try {
    validateDefinitionText(definition);
  } catch (error) {
    if (error instanceof InvalidDefinition) throw validationError(error.message);
    throw error;
  }
}
