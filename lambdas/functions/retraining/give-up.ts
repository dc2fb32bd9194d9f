import { createGiveUpRetraining } from '../../handlers/retraining/give-up-retraining';
import { leaseEffects } from './effects';

export const handler = createGiveUpRetraining(leaseEffects());
