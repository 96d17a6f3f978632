package dev.culebra.data;

import dev.culebra.shape.Shape;

/**
 * What a model must know of the samples it is to learn from.
 *
 * @param shape of one sample, for example {@code [28,28,1]}
 * @param classes number of classes that the labels tell apart; 0 without labels
 * @param values how many values int32 samples take, counted from 0 (codes, tokens); 0 for others
 */
public record SampleType(Shape shape, int classes, int values) {
  /** Unlabelled images. */
  public static SampleType images(Shape shape) {
    return new SampleType(shape, 0, 0);
  }
}
