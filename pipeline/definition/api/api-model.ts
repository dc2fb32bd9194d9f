/** The part of SageMaker's official API model that pipeline steps use; sagemaker-shapes.json holds it. */
export interface ApiShape {
  readonly type:
    | 'structure'
    | 'list'
    | 'map'
    | 'string'
    | 'integer'
    | 'long'
    | 'float'
    | 'double'
    | 'boolean'
    | 'timestamp'
    | 'blob';
  /** Name of each member's shape. */
  readonly members?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  /** Of a list's members, a map's keys and values. */
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
  readonly enum?: readonly string[];
  /** Matches the whole text; in Java's dialect. */
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  /** Exactly one member is set. */
  readonly union?: boolean;
}

export interface ApiModel {
  readonly operations: Readonly<Record<string, { readonly input: string; readonly output: string }>>;
  readonly shapes: Readonly<Record<string, ApiShape>>;
}
