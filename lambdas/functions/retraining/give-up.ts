import { createGiveUpRetraining } from '../../handlers/retraining/give-up-retraining';
import { deskEffects } from './effects';

export const handler = createGiveUpRetraining(deskEffects());
