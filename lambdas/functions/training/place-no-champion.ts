import { s3Client } from '../../adapters/aws/clients';
import { HttpResourceAnswers } from '../../adapters/aws/http-resource-answers';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { fromEnvironment } from '../../adapters/env';
import { createPlaceNoChampion } from '../../handlers/training/place-no-champion';

export const handler = createPlaceNoChampion({
  objects: new S3ObjectStore(s3Client()),
  answers: new HttpResourceAnswers(),
  modelsBucket: fromEnvironment('modelsBucket'),
});
