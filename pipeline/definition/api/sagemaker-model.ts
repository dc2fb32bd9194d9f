import type { ApiModel } from './api-model';
import shapes from './sagemaker-shapes.json';

/** The official shapes of every step's request and answer, of botocore 1.43.106. */
export const sageMakerModel = shapes as unknown as ApiModel;
