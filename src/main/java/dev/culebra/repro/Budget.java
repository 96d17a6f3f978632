package dev.culebra.repro;

import dev.culebra.files.UserError;
import dev.culebra.train.TrainOptions;
import java.math.BigDecimal;
import java.util.Map;

/**
 * How much of a published protocol is run.
 *
 * @param fraction above 0, at most 1: the whole protocol
 */
public record Budget(double fraction) {
  public static final Budget FULL = new Budget(1);

  public Budget {
    if (!(fraction > 0 && fraction <= 1)) {
      throw new UserError("--budget " + fraction + ": out of range; give above 0 up to 1");
    }
  }

  public boolean isFull() {
    return fraction == 1;
  }

  /** The fraction of a number of steps, epochs or draws, at least 1. */
  public long of(long full) {
    return Math.max(1, Math.round(full * fraction));
  }

  /** The options with fewer epochs, and fewer steps where they are given. */
  public TrainOptions of(TrainOptions full) {
    return full.with(
        "budget",
        Map.of("epochs", of(full.epochs()), "steps", full.steps() == 0 ? 0 : of(full.steps())));
  }

  /** The fraction as people write it, for example {@code 0.05}. */
  @Override
  public String toString() {
    return BigDecimal.valueOf(fraction).stripTrailingZeros().toPlainString();
  }
}
