package dev.culebra.tensor;

import java.util.Arrays;

/**
 * Fills a new parameter, in the file's element order, so that the engine's layout does not matter.
 */
@FunctionalInterface
public interface Initializer {
  /**
   * @param elements to be filled
   * @param draws draws of this parameter's own stream
   */
  void fill(float[] elements, Draws draws);

  /** Draws by element number, pure functions of seed and stream. */
  interface Draws {
    /** A uniform draw in (0, 1). */
    float uniform(long element);

    /** A standard normal draw. */
    float normal(long element);
  }

  static Initializer zeros() {
    return constant(0);
  }

  static Initializer constant(float number) {
    return (elements, draws) -> Arrays.fill(elements, number);
  }

  /** Uniform in (−bound, bound). */
  static Initializer uniform(double bound) {
    return (elements, draws) -> {
      for (int i = 0; i < elements.length; i++) {
        elements[i] = (float) ((2.0 * draws.uniform(i) - 1.0) * bound);
      }
    };
  }

  /** Normal with the given standard deviation. */
  static Initializer normal(double deviation) {
    return (elements, draws) -> {
      for (int i = 0; i < elements.length; i++) {
        elements[i] = (float) (draws.normal(i) * deviation);
      }
    };
  }

  /** PyTorch's default for linear and convolution layers: uniform with bound 1/√fan_in. */
  static Initializer torchDefault(long fanIn) {
    return uniform(1 / Math.sqrt(fanIn));
  }

  /** Glorot and Bengio 2010: uniform with bound gain·√(6/(fan_in + fan_out)). */
  static Initializer xavierUniform(long fanIn, long fanOut, double gain) {
    return uniform(gain * Math.sqrt(6.0 / (fanIn + fanOut)));
  }

  /** Glorot and Bengio 2010: normal with deviation gain·√(2/(fan_in + fan_out)). */
  static Initializer xavierNormal(long fanIn, long fanOut, double gain) {
    return normal(gain * Math.sqrt(2.0 / (fanIn + fanOut)));
  }

  /** He et al. 2015 for ReLU with the given negative slope: bound √(6/((1+slope²)·fan_in)). */
  static Initializer kaimingUniform(long fanIn, double slope) {
    return uniform(Math.sqrt(6.0 / ((1 + slope * slope) * fanIn)));
  }

  /** He et al. 2015 for ReLU with the given negative slope: deviation √(2/((1+slope²)·fan_in)). */
  static Initializer kaimingNormal(long fanIn, double slope) {
    return normal(Math.sqrt(2.0 / ((1 + slope * slope) * fanIn)));
  }
}
