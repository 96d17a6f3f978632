package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Clip;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

final class ClipSimd {
  /** One specialized loop per pair of bounds: a model has one or two. */
  private static final Map<Clip, UnarySimd.Loop> LOOPS = new ConcurrentHashMap<>();

  private ClipSimd() {}

  static Choice select(Clip op, Signature signature) {
    return UnarySimd.select(signature, LOOPS.computeIfAbsent(op, ClipSimd::loop));
  }

  private static UnarySimd.Loop loop(Clip op) {
    float lowest = (float) op.lowest();
    float highest = (float) op.highest();
    return UnarySimd.loop(value -> value.max(lowest).min(highest));
  }
}
