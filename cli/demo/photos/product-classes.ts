/** The five product classes of the demo, in the order of reports. */
export const PRODUCT_CLASSES = ['upper-part', 'bottom-part', 'one-piece', 'footwear', 'bags'] as const;

export type ProductClass = (typeof PRODUCT_CLASSES)[number];

/** Fashion-MNIST's ten labels, by number, regrouped to the five classes. Source: the data set's own table of labels. */
export const FASHION_MNIST_CLASSES: readonly ProductClass[] = [
  'upper-part', // 0 T-shirt/top
  'bottom-part', // 1 Trouser
  'upper-part', // 2 Pullover
  'one-piece', // 3 Dress
  'upper-part', // 4 Coat
  'footwear', // 5 Sandal
  'upper-part', // 6 Shirt
  'footwear', // 7 Sneaker
  'bags', // 8 Bag
  'footwear', // 9 Ankle boot
];
