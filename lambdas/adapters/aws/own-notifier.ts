import { fromEnvironment } from '../env';
import { sqsClient } from './clients';
import { QueueNotifier } from './queue-notifier';

/** The notifier of the function's own environment. */
export const ownNotifier = (): QueueNotifier => new QueueNotifier(sqsClient(), fromEnvironment('noticeQueueUrl'));
