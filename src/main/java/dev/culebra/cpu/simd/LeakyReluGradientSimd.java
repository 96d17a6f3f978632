package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.LeakyReluGradient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.VectorOperators;

final class LeakyReluGradientSimd {
  /** One specialized loop per parameter: a model has one or two. */
  private static final Map<LeakyReluGradient, BinarySimd.Loop> LOOPS = new ConcurrentHashMap<>();

  private LeakyReluGradientSimd() {}

  static Choice select(LeakyReluGradient op, Signature signature) {
    return BinarySimd.select(signature, LOOPS.computeIfAbsent(op, LeakyReluGradientSimd::loop));
  }

  private static BinarySimd.Loop loop(LeakyReluGradient op) {
    float slope = (float) op.slope();
    return BinarySimd.loop(
        (gradient, output) ->
            gradient.mul(slope).blend(gradient, output.compare(VectorOperators.GT, 0)));
  }
}
