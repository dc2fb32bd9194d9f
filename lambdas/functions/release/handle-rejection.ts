import { PowertoolsLog } from '../../adapters/powertools/journal';
import { handleQueuedEvents } from '../../handlers/handle-queued-events';
import { createHandleRejection } from '../../handlers/release/handle-rejection';
import { endEffects } from './effects';

const journal = new PowertoolsLog('handle-rejection');

export const handler = handleQueuedEvents(journal, createHandleRejection(endEffects(journal)));
