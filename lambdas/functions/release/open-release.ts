import { PowertoolsLog } from '../../adapters/powertools/journal';
import { handleQueuedEvents } from '../../handlers/handle-queued-events';
import { createOpenRelease } from '../../handlers/release/open-release';
import { openEffects } from './effects';

const journal = new PowertoolsLog('open-release');

export const handler = handleQueuedEvents(journal, createOpenRelease(openEffects(journal)));
