package dev.culebra.plan;

import dev.culebra.op.Fused;
import java.util.stream.Collectors;

/** What a plan calls, for tests. */
public final class CallNames {
  private CallNames() {}

  /** The calls in order, fused ones as the names of their members joined. */
  public static String of(Plan plan) {
    return plan.calls().stream()
        .map(
            call ->
                call.node().op() instanceof Fused fused
                    ? fused.members().stream()
                        .map(member -> member.op().name())
                        .collect(Collectors.joining("+"))
                    : call.node().op().name())
        .collect(Collectors.joining(" "));
  }
}
