/** A phase has failed for a reason that the build's owner can act on. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed';

  /** @param code such as COMMAND_EXECUTION_ERROR, CLIENT_ERROR or YAML_FILE_ERROR */
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
