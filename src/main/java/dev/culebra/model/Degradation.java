package dev.culebra.model;

import dev.culebra.op.Resample2d;
import dev.culebra.op.Taps;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Kernels;
import dev.culebra.tensor.Operand;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A linear map A from images to what is left of them: blurred, made smaller, or with pixels
 * missing. Images are dense float32, one after the other. Immutable.
 */
public final class Degradation {
  private final Shape image;
  private final Taps rows;
  private final Taps columns;

  /** 1 where a pixel is known, {@code [H,W]}; null if all are. */
  private final float[] known;

  private final double squaredNorm;

  private Degradation(Shape image, Taps rows, Taps columns, float[] known, double squaredNorm) {
    this.image = image;
    this.rows = rows;
    this.columns = columns;
    this.known = known;
    this.squaredNorm = squaredNorm;
  }

  /** Gaussian blur; the outermost pixels go on beyond the image. */
  public static Degradation blur(Shape image, double deviation) {
    return new Degradation(
        image, blur(image.size(0), deviation), blur(image.size(1), deviation), null, 1);
  }

  private static Taps blur(int size, double deviation) {
    int reach = (int) Math.ceil(3 * deviation);
    List<Double> bell =
        IntStream.rangeClosed(-reach, reach)
            .mapToObj(i -> Math.exp(-i * i / (2 * deviation * deviation)))
            .toList();
    double total = bell.stream().mapToDouble(Double::doubleValue).sum();
    List<Double> kernel = bell.stream().map(weight -> weight / total).toList();
    return Taps.replicate(size, reach, reach).then(Taps.correlate(size + 2 * reach, kernel, 1));
  }

  /**
   * Squares of pixels become their mean.
   *
   * @param factor divides height and width
   */
  public static Degradation downscale(Shape image, int factor) {
    return new Degradation(
        image,
        means(image.size(0), factor),
        means(image.size(1), factor),
        null,
        1.0 / (factor * factor));
  }

  private static Taps means(int size, int factor) {
    List<Double> kernel = IntStream.range(0, factor).mapToObj(_ -> 1.0 / factor).toList();
    return Taps.correlate(size, kernel, factor);
  }

  /**
   * Pixels become 0 where they are not known.
   *
   * @param known 1 or 0, {@code [H,W]}
   */
  public static Degradation mask(Shape image, float[] known) {
    Taps rows = Taps.identity(image.size(0));
    return new Degradation(image, rows, Taps.identity(image.size(1)), known.clone(), 1);
  }

  /** Shape of an image before, {@code [H,W,C]}. */
  public Shape image() {
    return image;
  }

  /** Shape of what is left of it. */
  public Shape degraded() {
    return Shape.of(rows.outputs(), columns.outputs(), image.size(2));
  }

  /** About the largest factor that A can stretch an image's squared length by. */
  double squaredNorm() {
    return squaredNorm;
  }

  /** Ax. */
  public float[] apply(float[] images) {
    return known == null ? resampled(images, rows, columns) : masked(images);
  }

  /** Images with one value wherever a pixel is not known. */
  float[] filled(float[] images, float value) {
    float[] result = images.clone();
    for (int i = 0; known != null && i < result.length; i++) {
      result[i] = isKnown(i) ? images[i] : value;
    }
    return result;
  }

  private boolean isKnown(int element) {
    return known[element / image.size(2) % known.length] != 0;
  }

  /** Aᵀy, so that {@code ⟨Ax, y⟩ = ⟨x, Aᵀy⟩}. */
  public float[] adjoint(float[] degraded) {
    return known == null
        ? resampled(degraded, rows.transposed(), columns.transposed())
        : masked(degraded);
  }

  private float[] resampled(float[] images, Taps rows, Taps columns) {
    int channels = image.size(2);
    int count = images.length / (rows.inputs() * columns.inputs() * channels);
    float[] result = new float[count * rows.outputs() * columns.outputs() * channels];
    Kernels.run(
        new Resample2d(rows, columns),
        List.of(Operand.f32(images, count, rows.inputs(), columns.inputs(), channels)),
        List.of(Operand.f32(result, count, rows.outputs(), columns.outputs(), channels)));
    return result;
  }

  private float[] masked(float[] images) {
    float[] result = new float[images.length];
    for (int i = 0; i < images.length; i++) {
      result[i] = isKnown(i) ? images[i] : 0;
    }
    return result;
  }
}
