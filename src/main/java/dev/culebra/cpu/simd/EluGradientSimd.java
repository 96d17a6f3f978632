package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.EluGradient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.VectorOperators;

final class EluGradientSimd {
  /** One specialized loop per parameter: a model has one or two. */
  private static final Map<EluGradient, BinarySimd.Loop> LOOPS = new ConcurrentHashMap<>();

  private EluGradientSimd() {}

  static Choice select(EluGradient op, Signature signature) {
    return BinarySimd.select(signature, LOOPS.computeIfAbsent(op, EluGradientSimd::loop));
  }

  private static BinarySimd.Loop loop(EluGradient op) {
    float alpha = (float) op.alpha();
    return BinarySimd.loop(
        (gradient, output) ->
            gradient.mul(output.add(alpha)).blend(gradient, output.compare(VectorOperators.GT, 0)));
  }
}
