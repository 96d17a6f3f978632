package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ClipGradient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

final class ClipGradientSimd {
  /** One specialized loop per pair of bounds: a model has one or two. */
  private static final Map<ClipGradient, BinarySimd.Loop> LOOPS = new ConcurrentHashMap<>();

  private ClipGradientSimd() {}

  static Choice select(ClipGradient op, Signature signature) {
    return BinarySimd.select(signature, LOOPS.computeIfAbsent(op, ClipGradientSimd::loop));
  }

  private static BinarySimd.Loop loop(ClipGradient op) {
    float lowest = (float) op.lowest();
    float highest = (float) op.highest();
    return BinarySimd.loop(
        (gradient, input) -> {
          VectorMask<Float> inside =
              input
                  .compare(VectorOperators.GE, lowest)
                  .and(input.compare(VectorOperators.LE, highest));
          return FloatVector.zero(Lanes.F32).blend(gradient, inside);
        });
  }
}
