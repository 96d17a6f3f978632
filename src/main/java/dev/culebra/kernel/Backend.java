package dev.culebra.kernel;

import dev.culebra.ir.Op;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;

/**
 * One tier of kernels on a device, found by {@link java.util.ServiceLoader}. Tiers of a device are
 * asked in falling {@link #rank}.
 */
public interface Backend {
  /** Device that the tier computes on, for example {@code cpu}. */
  String device();

  /** How many devices of its kind there are, numbered from 0. */
  default int devices() {
    return 1;
  }

  /** The same tier on another device of its kind; null if it knows of the first alone. */
  default Backend on(int number) {
    return number == 0 ? this : null;
  }

  /** Tier name, for example {@code ref}, {@code simd}, {@code c}. */
  String tier();

  /** Higher ranks are asked first; the reference has 0. */
  int rank();

  /** Why the tier cannot be used here, with the cure; null if it can. Probed once. */
  String refusal();

  /** The operations that the tier has some kernel for, for reports. */
  default Set<Class<? extends Op>> operations() {
    return Set.of();
  }

  /** How the tier can round the operands of products; it is asked for these alone. */
  default Set<Precision> precisions() {
    return Set.of(Precision.F32);
  }

  /** What the tier found on this machine, by name, for reports; of a refused one too. */
  default SequencedMap<String, String> findings() {
    return new LinkedHashMap<>();
  }

  /** Whose memory the tier's kernels work on; null if it is the host's. Only if not refused. */
  default Accelerator accelerator() {
    return null;
  }

  /** A kernel for the signature, or why there is none. */
  Choice select(Signature signature);

  /**
   * A kernel that does an operation made of several, {@code op.Fused}, bit for bit as their own
   * kernels do, of which it is to be made.
   *
   * @param kernels the device's choice for each of the operations
   */
  default Choice fuse(Signature fused, Function<Signature, Kernel> kernels) {
    return Choice.refuse("fuses nothing");
  }
}
