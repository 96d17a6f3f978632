package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Elu;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.VectorOperators;

final class EluSimd {
  /** One specialized loop per parameter: a model has one or two. */
  private static final Map<Elu, UnarySimd.Loop> LOOPS = new ConcurrentHashMap<>();

  private EluSimd() {}

  static Choice select(Elu op, Signature signature) {
    return UnarySimd.select(signature, LOOPS.computeIfAbsent(op, EluSimd::loop));
  }

  private static UnarySimd.Loop loop(Elu op) {
    float alpha = (float) op.alpha();
    return UnarySimd.loop(
        value ->
            VectorExpm1.expm1(value).mul(alpha).blend(value, value.compare(VectorOperators.GT, 0)));
  }
}
