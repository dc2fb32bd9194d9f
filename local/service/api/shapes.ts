/** One shape of an AWS service model (botocore's service-2.json), without its documentation. */
export interface Shape {
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
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly required?: readonly string[];
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  /** Exactly one member is set. */
  readonly union?: boolean;
}

/** A service model reduced to what the laptop cloud uses. */
export interface ServiceModel {
  readonly shapes: Readonly<Record<string, Shape>>;
  /** Operation -> names of its input and output shapes. */
  readonly operations: Readonly<Record<string, { readonly input?: string; readonly output?: string }>>;
}
