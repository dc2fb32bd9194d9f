import type { Json } from './expressions';

export const definitionVersion = '2020-12-01';

export interface Parameter {
  readonly Name: string;
  readonly Type: 'String' | 'Integer' | 'Float' | 'Boolean';
  /** An execution must give a parameter without one. */
  readonly DefaultValue?: string | number | boolean;
  readonly EnumValues?: readonly (string | number | boolean)[];
}

export interface Step {
  readonly Name: string;
  readonly Type: string;
  readonly Arguments?: Json;
  readonly DependsOn?: readonly string[];
  readonly [member: string]: unknown;
}

/** What CreatePipeline takes as PipelineDefinition, before it becomes text. */
export interface PipelineDefinition {
  readonly Version: typeof definitionVersion;
  readonly Metadata: Json;
  readonly Parameters: readonly Parameter[];
  readonly Steps: readonly Step[];
}
