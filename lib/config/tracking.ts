import * as z from 'zod';

/** A managed tracking server, or an app of serverless MLflow. */
const managedStore = z
  .string()
  .regex(
    /^arn:aws(-us-gov)?:sagemaker:[a-z0-9-]+:\d{12}:mlflow-(tracking-server|app)\/[\w-]+$/,
    'must be the ARN of a SageMaker MLflow tracking server or app',
  );

/** Where the figures of each training execution are kept beside the registry, for comparing many of them. */
export const trackingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('off') }),
  /** A store in the state folder of the laptop cloud. */
  z.strictObject({ kind: z.literal('local') }),
  z.strictObject({ kind: z.literal('managed'), storeArn: managedStore }),
]);

export type Tracking = z.output<typeof trackingSchema>;
