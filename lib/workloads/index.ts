import { productImages } from './product-images';
import { trafficVolume } from './traffic-volume';

/** Everything Everloop keeps good. Adding a workload is one file and one entry here. */
export const workloads = [productImages, trafficVolume] as const;
