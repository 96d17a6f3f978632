package dev.culebra.harness;

import java.util.random.RandomGenerator;

/** How a case's input is filled. */
public enum Values {
  /** Standard normal draws. */
  NORMAL {
    @Override
    double draw(RandomGenerator random) {
      return random.nextGaussian();
    }
  },
  /** Between 0.1 and 3. */
  POSITIVE {
    @Override
    double draw(RandomGenerator random) {
      return 0.1 + 2.9 * random.nextDouble();
    }
  },
  /** Between 1 and 3: above the squares of everything that {@link #SMALL} draws. */
  ABOVE {
    @Override
    double draw(RandomGenerator random) {
      return 1 + 2 * random.nextDouble();
    }
  },
  /** Between 0 and 1. */
  UNIT {
    @Override
    double draw(RandomGenerator random) {
      return random.nextDouble();
    }
  },
  /** Normal draws spread to ±30: the saturated ends of activations. */
  WIDE {
    @Override
    double draw(RandomGenerator random) {
      return 10 * random.nextGaussian();
    }
  },
  /** Magnitudes from 0.5 to 3 of either sign: away from poles and kinks at 0. */
  AWAY {
    @Override
    double draw(RandomGenerator random) {
      double magnitude = 0.5 + 2.5 * random.nextDouble();
      return random.nextBoolean() ? magnitude : -magnitude;
    }
  },
  /** Between −0.4 and 0.4: apart from everything that {@link #AWAY} draws. */
  SMALL {
    @Override
    double draw(RandomGenerator random) {
      return 0.8 * random.nextDouble() - 0.4;
    }
  },
  /** Whole numbers from −3 to 3, so that ties and zeros occur. */
  WHOLE {
    @Override
    double draw(RandomGenerator random) {
      return random.nextInt(7) - 3;
    }
  },
  /** Multiples of one half from −3 to 3: the ties of rounding. */
  HALVES {
    @Override
    double draw(RandomGenerator random) {
      return 0.5 * (random.nextInt(13) - 6);
    }
  },
  /** A tenth to four tenths beside a whole number: away from where rounding, or cutting, jumps. */
  BESIDE_WHOLE {
    @Override
    double draw(RandomGenerator random) {
      double distance = 0.1 + 0.3 * random.nextDouble();
      return random.nextInt(7) - 3 + (random.nextBoolean() ? distance : -distance);
    }
  },
  /** 0 or 1. */
  BIT {
    @Override
    double draw(RandomGenerator random) {
      return random.nextInt(2);
    }
  },
  /** Whole numbers from 0 to 4: rows of tables that have five or more, lengths of up to 4 steps. */
  ROW {
    @Override
    double draw(RandomGenerator random) {
      return random.nextInt(5);
    }
  },
  /** Always 1: flags such as "all finite". */
  ONE {
    @Override
    double draw(RandomGenerator random) {
      return 1;
    }
  },
  /** Always 0: flags that stop an update. */
  ZERO {
    @Override
    double draw(RandomGenerator random) {
      return 0;
    }
  },
  /** Always infinite. */
  INFINITE {
    @Override
    double draw(RandomGenerator random) {
      return Double.NEGATIVE_INFINITY;
    }
  },
  /** Always NaN. */
  NOT_A_NUMBER {
    @Override
    double draw(RandomGenerator random) {
      return Double.NaN;
    }
  },
  /** Whole numbers from −3 to 3, some of them replaced by NaN. */
  SOME_NAN {
    @Override
    double draw(RandomGenerator random) {
      return random.nextInt(40) == 0 ? Double.NaN : random.nextInt(7) - 3;
    }
  },
  /** Counters of random draws. */
  COUNTER {
    @Override
    double draw(RandomGenerator random) {
      return random.nextInt(1 << 20);
    }
  };

  abstract double draw(RandomGenerator random);
}
