/** Nothing was changed: the call asks for what can't be deployed. Step Functions matches on the names. */
export class DeploymentRefusedError extends Error {
  override readonly name = 'DeploymentRefusedError';
}

/** Something is under way at the endpoint: the same call may succeed later. */
export class EndpointBusyError extends Error {
  override readonly name = 'EndpointBusyError';
}

/** The new version does not serve; what was made for it is to be removed. */
export class DeploymentFailedError extends Error {
  override readonly name = 'DeploymentFailedError';
}
