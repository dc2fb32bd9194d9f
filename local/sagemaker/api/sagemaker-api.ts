import { ServiceApi } from '../../service/api/service-api';
import type { ServiceModel } from '../../service/api/shapes';
import { validationError } from '../errors';

/** SageMaker's API model: requests that it does not allow are a ValidationException. */
export class SageMakerApi extends ServiceApi {
  constructor(model: ServiceModel) {
    super(model, validationError);
  }
}
