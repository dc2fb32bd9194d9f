import { PowertoolsLog } from '../../adapters/powertools/journal';
import { handleQueuedEvents } from '../../handlers/handle-queued-events';
import { createCloseRelease } from '../../handlers/release/close-release';
import { endEffects } from './effects';

const journal = new PowertoolsLog('close-release');

export const handler = handleQueuedEvents(journal, createCloseRelease(endEffects(journal)));
