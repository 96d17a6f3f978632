package dev.culebra.harness;

import java.util.random.RandomGenerator;

/** How a case's input is filled. */
public enum Values {
  /** Standard normal draws. */
  NORMAL {
    @Override
    public double draw(RandomGenerator random) {
      return random.nextGaussian();
    }
  },
  /** Between 0.1 and 3. */
  POSITIVE {
    @Override
    public double draw(RandomGenerator random) {
      return 0.1 + 2.9 * random.nextDouble();
    }
  },
  /** Between 1 and 3: above the squares of everything that {@link #SMALL} draws. */
  ABOVE {
    @Override
    public double draw(RandomGenerator random) {
      return 1 + 2 * random.nextDouble();
    }
  },
  /** Between 0 and 1. */
  UNIT {
    @Override
    public double draw(RandomGenerator random) {
      return random.nextDouble();
    }
  },
  /** Normal draws spread to ±30: the saturated ends of activations. */
  WIDE {
    @Override
    public double draw(RandomGenerator random) {
      return 10 * random.nextGaussian();
    }
  },
  /**
   * Normal draws times a thousand: hardly ever do two of them lie so near each other that the step
   * of a difference quotient changes which one is larger.
   */
  FAR {
    @Override
    public double draw(RandomGenerator random) {
      return 1000 * random.nextGaussian();
    }
  },
  /** Magnitudes from 0.5 to 3 of either sign: away from poles and kinks at 0. */
  AWAY {
    @Override
    public double draw(RandomGenerator random) {
      double magnitude = 0.5 + 2.5 * random.nextDouble();
      return random.nextBoolean() ? magnitude : -magnitude;
    }
  },
  /** Between −0.4 and 0.4: apart from everything that {@link #AWAY} draws. */
  SMALL {
    @Override
    public double draw(RandomGenerator random) {
      return 0.8 * random.nextDouble() - 0.4;
    }
  },
  /** Whole numbers from −3 to 3, so that ties and zeros occur. */
  WHOLE {
    @Override
    public double draw(RandomGenerator random) {
      return random.nextInt(7) - 3;
    }
  },
  /** Multiples of one half from −3 to 3: the ties of rounding. */
  HALVES {
    @Override
    public double draw(RandomGenerator random) {
      return 0.5 * (random.nextInt(13) - 6);
    }
  },
  /** A tenth to four tenths beside a whole number: away from where rounding, or cutting, jumps. */
  BESIDE_WHOLE {
    @Override
    public double draw(RandomGenerator random) {
      double distance = 0.1 + 0.3 * random.nextDouble();
      return random.nextInt(7) - 3 + (random.nextBoolean() ? distance : -distance);
    }
  },
  /** 0 or 1. */
  BIT {
    @Override
    public double draw(RandomGenerator random) {
      return random.nextInt(2);
    }
  },
  /** Whole numbers from 0 to 4: rows of tables that have five or more, lengths of up to 4 steps. */
  ROW {
    @Override
    public double draw(RandomGenerator random) {
      return random.nextInt(5);
    }
  },
  /** Always 1: flags such as "all finite". */
  ONE {
    @Override
    public double draw(RandomGenerator random) {
      return 1;
    }
  },
  /** Between 0 and the least normal float32. */
  SUBNORMAL {
    @Override
    public double draw(RandomGenerator random) {
      return random.nextDouble() * Float.MIN_NORMAL;
    }
  },
  /** Always 0: flags that stop an update. */
  ZERO {
    @Override
    public double draw(RandomGenerator random) {
      return 0;
    }
  },
  /** Always infinite. */
  INFINITE {
    @Override
    public double draw(RandomGenerator random) {
      return Double.NEGATIVE_INFINITY;
    }
  },
  /** Always NaN. */
  NOT_A_NUMBER {
    @Override
    public double draw(RandomGenerator random) {
      return Double.NaN;
    }
  },
  /** Whole numbers from −3 to 3, some of them replaced by NaN. */
  SOME_NAN {
    @Override
    public double draw(RandomGenerator random) {
      return random.nextInt(40) == 0 ? Double.NaN : random.nextInt(7) - 3;
    }
  },
  /** Counters of random draws. */
  COUNTER {
    @Override
    public double draw(RandomGenerator random) {
      return random.nextInt(1 << 20);
    }
  };

  /** One element. */
  public abstract double draw(RandomGenerator random);
}
