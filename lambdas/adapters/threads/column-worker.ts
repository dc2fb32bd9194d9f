import { parentPort, workerData } from 'node:worker_threads';
import { type SharedWork, takeTasks } from './column-tasks';

/** A thread's whole life: takes tasks until none is left, answers once, and ends. What it throws reaches its starter. */
parentPort?.postMessage(takeTasks(workerData as SharedWork));
