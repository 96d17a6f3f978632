package dev.culebra.model;

import dev.culebra.op.OneHot;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/**
 * An {@link Aae} whose codes lie in a plane, each class in a place of its own: the discriminator is
 * told the class, and the prior of class k of K is a normal distribution around the point at
 * distance 4 in direction 2πk/K, deviation 1 in that direction and 0.3 across it (as figure 4 of
 * the paper, whose numbers are not given).
 */
public final class LabelAae extends Aae implements ConditionalModel {
  private static final double DISTANCE = 4;
  private static final double ACROSS = 0.3;

  private final int classes;

  LabelAae(Config config) {
    super(config);
    classes = config.classes();
  }

  @Override
  Tensor judgedBy(Tensor codes, StepInput input) {
    return Tensor.concat(1, codes, oneHot(input.labels()));
  }

  @Override
  Tensor drawn(StepInput input) {
    return prior(input.labels(), input.rng());
  }

  private Tensor oneHot(Tensor labels) {
    return labels.map(value -> OneHot.of(value, classes));
  }

  /** A draw for each class number, {@code i32[N] -> [N,2]}. */
  private Tensor prior(Tensor labels, Rng rng) {
    Tensor noise = rng.normal("prior", Shape.of(labels.size(0), 2));
    Tensor along = noise.slice(1, 0, 1).affine(1, DISTANCE);
    Tensor across = noise.slice(1, 1, 2).affine(ACROSS, 0);
    Tensor hot = oneHot(labels);
    Tensor outwards = hot.matmul(directions(0));
    Tensor sideways = hot.matmul(directions(Math.PI / 2));
    return outwards.multiply(along).add(sideways.multiply(across));
  }

  /** The unit vector of each class, turned, {@code [classes,2]}. */
  private Tensor directions(double turn) {
    float[] vectors = new float[2 * classes];
    for (int k = 0; k < classes; k++) {
      double angle = 2 * Math.PI * k / classes + turn;
      vectors[2 * k] = (float) StrictMath.cos(angle);
      vectors[2 * k + 1] = (float) StrictMath.sin(angle);
    }
    return Tensor.of(Shape.of(classes, 2), vectors);
  }

  /** Each class in turn. */
  @Override
  public Tensor prior(int count, Rng rng) {
    int[] turns = IntStream.range(0, count).map(i -> i % classes).toArray();
    return prior(Tensor.over(TensorType.of(DType.I32, count), MemorySegment.ofArray(turns)), rng);
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public Tensor sample(Tensor labels, Rng rng) {
    return decode(prior(labels, rng));
  }
}
