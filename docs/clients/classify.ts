/** Asks an endpoint for the class of an image: `npx tsx docs/clients/classify.ts everloop-dev-product-images-production shoe.jpg`. */
import { readFileSync } from 'node:fs';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';

interface Prediction {
  readonly label: string;
  /** Of the label, 0 to 1. */
  readonly score: number;
  /** By class. */
  readonly scores: Readonly<Record<string, number>>;
}

/** @throws ModelError when the image can't be read; its OriginalMessage says why */
async function classify(endpoint: string, image: Uint8Array, contentType: string) {
  const client = new SageMakerRuntimeClient();
  const answer = await client.send(
    new InvokeEndpointCommand({ EndpointName: endpoint, ContentType: contentType, Body: image }),
  );
  const { predictions } = JSON.parse(new TextDecoder().decode(answer.Body)) as { predictions: [Prediction] };
  // Which version answered: everloop-model-package=arn:…,everloop-artifact-sha256=…
  return { ...predictions[0], model: answer.CustomAttributes };
}

const [endpoint = '', file = ''] = process.argv.slice(2);
const contentType = file.endsWith('.png') ? 'image/png' : file.endsWith('.webp') ? 'image/webp' : 'image/jpeg';
classify(endpoint, readFileSync(file), contentType).then(
  prediction => console.log(JSON.stringify(prediction)),
  error => {
    console.error(`${error.name}: ${error.OriginalMessage ?? error.message}`);
    process.exitCode = 1;
  },
);
