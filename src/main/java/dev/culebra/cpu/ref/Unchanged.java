package dev.culebra.cpu.ref;

import java.util.List;

/** What an update does when its flag is 0: the next state is the old one. */
final class Unchanged {
  private Unchanged() {}

  /**
   * Copies element by element, because outputs may lie on inputs.
   *
   * @param sources the input that each output repeats
   */
  static void copy(List<Cells> inputs, List<Cells> outputs, long elements, int... sources) {
    double[] values = new double[sources.length];
    for (long i = 0; i < elements; i++) {
      for (int output = 0; output < sources.length; output++) {
        values[output] = inputs.get(sources[output]).get(i);
      }
      for (int output = 0; output < sources.length; output++) {
        outputs.get(output).set(i, values[output]);
      }
    }
  }
}
