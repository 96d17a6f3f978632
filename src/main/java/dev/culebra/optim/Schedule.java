package dev.culebra.optim;

/** A number that changes over training: a learning rate or the weight of a loss term. */
public sealed interface Schedule {
  /**
   * @param step number of the step, from 0
   * @param steps steps of the whole run
   */
  double at(long step, long steps);

  /** Always the same. */
  record Constant(double value) implements Schedule {
    @Override
    public double at(long step, long steps) {
      return value;
    }
  }

  /**
   * Multiplied by {@code factor} after every {@code every} steps.
   *
   * @param value the first value
   * @param factor multiplier
   * @param every steps between changes, at least 1
   */
  record Step(double value, double factor, long every) implements Schedule {
    public Step {
      if (every < 1) {
        throw new IllegalArgumentException("[schedule] every " + every + " < 1");
      }
    }

    @Override
    public double at(long step, long steps) {
      return value * Math.pow(factor, Math.floorDiv(step, every));
    }
  }

  /**
   * Half a cosine from the first value down to the last (Loshchilov and Hutter 2016, no restarts).
   *
   * @param value the first value
   * @param last the value at the end
   */
  record Cosine(double value, double last) implements Schedule {
    @Override
    public double at(long step, long steps) {
      double progress = steps <= 1 ? 1 : Math.min(1, (double) step / (steps - 1));
      return last + 0.5 * (value - last) * (1 + Math.cos(Math.PI * progress));
    }
  }

  /**
   * Rises linearly to another schedule, then follows it.
   *
   * @param warmup steps until the other schedule's value is reached
   * @param then the other schedule
   */
  record WarmUp(long warmup, Schedule then) implements Schedule {
    @Override
    public double at(long step, long steps) {
      double value = then.at(step, steps);
      return step < warmup ? value * (step + 1) / (warmup + 1) : value;
    }
  }

  /**
   * Linear from the first value to the last.
   *
   * @param value the first value
   * @param last the value at the end
   */
  record Linear(double value, double last) implements Schedule {
    @Override
    public double at(long step, long steps) {
      double progress = steps <= 1 ? 1 : Math.min(1, (double) step / (steps - 1));
      return value + progress * (last - value);
    }
  }

  /**
   * Eight stages from the first value down to a tenth of it, each longer than the one before by the
   * same factor (Burda, Grosse and Salakhutdinov 2015, with factor 3): stage i of them, from 1, is
   * at value·round(10^(2−(i−1)/7), to a whole number)/100.
   *
   * @param value the first value
   * @param growth the factor
   */
  record Stages(double value, double growth) implements Schedule {
    public static final int COUNT = 8;

    @Override
    public double at(long step, long steps) {
      double parts = length(growth);
      int stage = 1;
      double end = 1;
      while (stage < COUNT && step * parts >= end * steps) {
        end += Math.pow(growth, stage);
        stage++;
      }
      return value * Math.round(Math.pow(10, 2 - (stage - 1) / 7.0)) / 100;
    }

    /** How many times as long as the first stage all of them are. */
    public static double length(double growth) {
      double length = 0;
      for (int stage = 0; stage < COUNT; stage++) {
        length += Math.pow(growth, stage);
      }
      return length;
    }
  }
}
