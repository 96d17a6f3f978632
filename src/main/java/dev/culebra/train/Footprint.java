package dev.culebra.train;

import dev.culebra.ir.Input;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.plan.PlannedCall;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What programs take of the machine: memory of their own, and the tiers they use. */
final class Footprint {
  private Footprint() {}

  /** Bytes of feeds and results; scratch memory is the device's, states are the training's. */
  static long bytes(List<Bound> bounds) {
    long bytes = 0;
    for (Bound bound : bounds) {
      bytes += bound.plan().resultBytes();
      for (Input input : bound.plan().inputs()) {
        bytes += input.kind() == Input.Kind.FEED ? input.type().bytes() : 0;
      }
    }
    return bytes;
  }

  /**
   * The tier of each operation, with the means of its kernel where there is a choice; those that
   * several serve are named as {@code simd+ref}.
   */
  static Map<String, String> tiers(Device device, List<Bound> bounds) {
    Map<String, String> tiers = new TreeMap<>();
    for (Bound bound : bounds) {
      for (PlannedCall call : bound.plan().calls()) {
        String tier = tier(device, call);
        tiers.merge(
            call.node().op().name(),
            tier,
            (some, one) -> List.of(some.split("\\+")).contains(one) ? some : some + "+" + one);
      }
    }
    return tiers;
  }

  private static String tier(Device device, PlannedCall call) {
    Signature signature = Signature.of(call.node());
    for (Map.Entry<String, Choice> choice : device.tiers().choices(signature).entrySet()) {
      if (choice.getValue() instanceof Kernel kernel) {
        return kernel.means() == null
            ? choice.getKey()
            : choice.getKey() + " with " + kernel.means();
      }
    }
    throw new IllegalStateException("no kernel for " + signature);
  }
}
