package dev.culebra.cuda;

/**
 * How recurrent layers go through time. Without the property {@link #WANTED} all steps are one
 * launch where there is a kernel for so many units.
 */
enum RecurrentChoice {
  /** A product of cuBLAS and a launch for each step. */
  STEPS,
  /** All steps in one launch, for whatever it supports. */
  WALK;

  private static final PropertyChoice<RecurrentChoice> WANTED =
      new PropertyChoice<>("culebra.cuda.recurrent", WALK);

  /**
   * As the property says.
   *
   * @throws IllegalArgumentException in words, if it says something else
   */
  static RecurrentChoice get() {
    return WANTED.get();
  }

  /** Why there is no such choice; null if there is. */
  static String refusal() {
    return WANTED.refusal();
  }

  /** What it means, for reports. */
  String describe() {
    return switch (this) {
      case STEPS -> "a launch for each step";
      case WALK ->
          "all steps in one launch, up to "
              + RecurrentWalk.MOST_UNITS
              + " units, or "
              + RecurrentWalk.MOST_UNITS_OF_CLUSTER
              + " where blocks form clusters";
    };
  }
}
