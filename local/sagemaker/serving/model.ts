import type { Tag } from '../store/tags';

export interface ContainerDefinition {
  readonly Image?: string;
  readonly ModelDataUrl?: string;
  readonly ModelDataSource?: {
    readonly S3DataSource?: { readonly S3Uri: string; readonly S3DataType?: string; readonly CompressionType?: string };
  };
  readonly Environment?: Readonly<Record<string, string>>;
  readonly ModelPackageName?: string;
  readonly Mode?: string;
}

/** What we read of CreateModel's request; the API model has checked it. The rest is kept as it came. */
export interface CreateModelRequest {
  readonly ModelName: string;
  readonly PrimaryContainer?: ContainerDefinition;
  readonly Containers?: readonly ContainerDefinition[];
  readonly ExecutionRoleArn?: string;
  readonly EnableNetworkIsolation?: boolean;
  readonly VpcConfig?: object;
  readonly Tags?: readonly Tag[];
}

export interface Model extends Omit<CreateModelRequest, 'Tags'> {
  readonly ModelArn: string;
  readonly ExecutionRoleArn: string;
  /** Epoch seconds. */
  readonly CreationTime: number;
}

/** What a model server is started from. */
export interface ServedContainer {
  readonly image: string;
  /** s3:// URI of a model.tar.gz, or of a prefix when `packed` is false. */
  readonly modelData: string | undefined;
  readonly packed: boolean;
  readonly environment: Readonly<Record<string, string>>;
}
