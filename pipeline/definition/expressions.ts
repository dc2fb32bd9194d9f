/** Values that are known only when a pipeline runs, in the words of definition Version 2020-12-01. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A parameter, a fact of the execution, or a member of a step's Describe answer. */
export interface Get {
  readonly Get: string;
  readonly [key: string]: Json;
}

/** Texts joined by `On`. */
export interface Join {
  readonly 'Std:Join': { readonly On: string; readonly Values: readonly Value[] };
  readonly [key: string]: Json;
}

/** A value out of a JSON file that a processing step wrote. */
export interface JsonGet {
  readonly 'Std:JsonGet': { readonly PropertyFile: Get; readonly Path: string };
  readonly [key: string]: Json;
}

export type Expression = Get | Join | JsonGet;
export type Value = string | number | boolean | Expression;

export const parameter = (name: string): Get => ({ Get: `Parameters.${name}` });

export type ExecutionFact =
  | 'PipelineArn'
  | 'PipelineName'
  | 'PipelineExecutionArn'
  | 'PipelineExecutionId'
  | 'StartDateTime'
  | 'CurrentDateTime';

export const execution = (fact: ExecutionFact): Get => ({ Get: `Execution.${fact}` });

/** A member of what a step's Describe operation answers, such as `ModelArtifacts.S3ModelArtifacts`. */
export const stepValue = (step: string, path: string): Get => ({ Get: `Steps.${step}.${path}` });

/** Where a processing step wrote an output. */
export const processingOutput = (step: string, output: string): Get =>
  stepValue(step, `ProcessingOutputConfig.Outputs['${output}'].S3Output.S3Uri`);

/** What a Lambda or callback step answered. */
export const outputParameter = (step: string, name: string): Get => stepValue(step, `OutputParameters['${name}']`);

export const join = (on: string, ...values: readonly Value[]): Join => ({ 'Std:Join': { On: on, Values: values } });

/** @param path such as `everloop.challenger.golden.macroF1` */
export const jsonGet = (file: { readonly step: string; readonly propertyFile: string }, path: string): JsonGet => ({
  'Std:JsonGet': { PropertyFile: { Get: `Steps.${file.step}.PropertyFiles.${file.propertyFile}` }, Path: path },
});
