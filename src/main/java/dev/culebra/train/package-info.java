/**
 * Level 9. Training: one recorded step replayed over batches, checkpoints, the run folder, and
 * resuming bit for bit. Prints nothing: whoever wants to show progress listens. Knows no particular
 * model and no particular data set.
 */
package dev.culebra.train;
