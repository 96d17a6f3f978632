/**
 * Level 6. Losses, one a file, per sample: {@code [N,...] -> [N]}, in nats where they are
 * likelihoods. A loss has no parameters and knows no layer.
 */
package dev.culebra.loss;
