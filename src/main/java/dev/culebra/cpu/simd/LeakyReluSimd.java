package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.LeakyRelu;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.VectorOperators;

final class LeakyReluSimd {
  /** One specialized loop per parameter: a model has one or two. */
  private static final Map<LeakyRelu, UnarySimd.Loop> LOOPS = new ConcurrentHashMap<>();

  private LeakyReluSimd() {}

  static Choice select(LeakyRelu op, Signature signature) {
    return UnarySimd.select(signature, LOOPS.computeIfAbsent(op, LeakyReluSimd::loop));
  }

  private static UnarySimd.Loop loop(LeakyRelu op) {
    float slope = (float) op.slope();
    return UnarySimd.loop(
        value -> value.mul(slope).blend(value, value.compare(VectorOperators.GT, 0)));
  }
}
