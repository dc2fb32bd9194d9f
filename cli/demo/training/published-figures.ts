/** Recall, precision and NPV of one class, shares. */
export interface PublishedFigures {
  readonly recall: number;
  readonly precision: number;
  readonly npv: number;
}

/**
 * What was published for Fashion-MNIST regrouped to these five classes: trained on all 60,000 images, scored on the
 * 10,000 test images.
 */
export const publishedFigures: Readonly<Record<string, PublishedFigures>> = {
  'upper-part': { recall: 0.96, precision: 0.99, npv: 0.97 },
  'bottom-part': { recall: 0.99, precision: 0.99, npv: 1 },
  'one-piece': { recall: 0.96, precision: 0.86, npv: 1 },
  footwear: { recall: 1, precision: 1, npv: 1 },
  bags: { recall: 0.99, precision: 0.99, npv: 1 },
};
