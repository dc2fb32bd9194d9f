import { defineConfig } from './lib/config/define-config';
import { profiles } from './lib/config/profiles';

export default defineConfig({
  environments: {
    local: profiles.laptop,
    dev: profiles.development,
    prod: { ...profiles.production, recipients: [] },
  },
  workloads: {
    'product-images': {
      classes: ['upper-part', 'bottom-part', 'one-piece', 'footwear', 'bags'],
      images: { maxMegapixels: 50, gps: 'strip' },
    },
    'traffic-volume': { maxRejectedShare: 0.5 },
  },
});
