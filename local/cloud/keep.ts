/** Written to the service's standard input by a starter that saw the cloud ready: from then on it outlives the starter. */
export const KEEP = 'keep\n';
