package dev.culebra.bench;

import java.util.HashMap;
import java.util.Map;

/** The machine's limits in one run: the best that its probes have reached so far. One thread. */
final class Machine {
  private final Map<String, Double> best = new HashMap<>();

  /** The best rate at this limit, now and before in this run. */
  double rate(Limit limit, int threads) {
    return best.merge(limit.how() + " / " + threads, limit.rate(), Math::max);
  }
}
