package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.RmspropStep;
import java.util.List;
import java.util.stream.IntStream;

final class RmspropStepRef {
  private RmspropStepRef() {}

  static Kernel select(RmspropStep op, Signature signature) {
    long elements = signature.input(0).elements();
    int moments = op.moments();
    int[] old = IntStream.rangeClosed(0, moments).map(i -> i == 0 ? 0 : i + 1).toArray();
    return new RefKernel(
        signature,
        true,
        (inputs, outputs) -> {
          if (inputs.get(moments + 3).get(0) == 0) {
            Unchanged.copy(inputs, outputs, elements, old);
            return;
          }
          double rate = inputs.get(moments + 2).get(0);
          for (long i = 0; i < elements; i++) {
            step(op, inputs, outputs, rate, i);
          }
        });
  }

  private static void step(
      RmspropStep op, List<Cells> inputs, List<Cells> outputs, double rate, long i) {
    double parameter = inputs.get(0).get(i);
    double gradient = inputs.get(1).get(i) + op.weightDecay() * parameter;
    double square = op.alpha() * inputs.get(2).get(i) + (1 - op.alpha()) * gradient * gradient;
    double variance = square;
    if (op.centered()) {
      double mean = inputs.get(3).get(i);
      mean += (gradient - mean) * (1 - op.alpha());
      variance -= mean * mean;
      outputs.get(2).set(i, mean);
    }
    double direction = gradient / (Math.sqrt(variance) + op.epsilon());
    if (op.momentum() != 0) {
      direction += op.momentum() * inputs.get(1 + op.moments()).get(i);
      outputs.get(op.moments()).set(i, direction);
    }
    outputs.get(0).set(i, parameter - rate * direction);
    outputs.get(1).set(i, square);
  }
}
