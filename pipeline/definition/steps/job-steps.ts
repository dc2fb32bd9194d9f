/** Steps that run a job or make a resource: their Arguments are the Create… request without the generated name. */
import type { Step } from '../definition';
import type { Json } from '../expressions';
import { type JobStepOptions, optionMembers } from './step-options';

export interface PropertyFile {
  readonly PropertyFileName: string;
  /** Name of an output of the step. */
  readonly OutputName: string;
  /** Below that output's folder. */
  readonly FilePath: string;
}

export interface JobStep extends JobStepOptions {
  /** Official members; the validator checks them against the API model. */
  readonly arguments: { readonly [member: string]: Json };
}

const jobStep =
  (type: string) =>
  ({ name, arguments: given, ...options }: JobStep): Step => ({
    Name: name,
    Type: type,
    Arguments: given,
    ...optionMembers(options),
  });

/** CreateTrainingJob. */
export const trainingStep = jobStep('Training');
/** CreateHyperParameterTuningJob. */
export const tuningStep = jobStep('Tuning');
/** CreateTransformJob. */
export const transformStep = jobStep('Transform');
/** CreateModel. */
export const modelStep = jobStep('Model');
/** CreateEndpointConfig. */
export const endpointConfigStep = jobStep('EndpointConfig');
/** CreateEndpoint, or UpdateEndpoint where it exists. */
export const endpointStep = jobStep('Endpoint');
/** CreateModelPackage. */
export const registerModelStep = jobStep('RegisterModel');

/** CreateProcessingJob. */
export const processingStep = ({ files, ...step }: JobStep & { readonly files?: readonly PropertyFile[] }): Step => ({
  ...jobStep('Processing')(step),
  ...(files && { PropertyFiles: files }),
});
