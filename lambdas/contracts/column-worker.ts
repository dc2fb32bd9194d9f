/** The code of a thread that works on columns, beside the bundled handler that starts it. */
export const columnWorkerFileName = 'column-worker.js';
