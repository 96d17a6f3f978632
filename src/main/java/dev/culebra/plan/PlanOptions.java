package dev.culebra.plan;

/**
 * What the planner may do. With everything off each value keeps memory of its own: the oracle that
 * plans are tested against.
 *
 * @param reuse give the memory of dead values to later ones
 * @param inPlace let kernels write over an input that nothing reads afterwards
 * @param fuse let kernels do several operations in one call
 */
public record PlanOptions(boolean reuse, boolean inPlace, boolean fuse) {
  public static final PlanOptions FULL = new PlanOptions(true, true, true);
  public static final PlanOptions UNFUSED = new PlanOptions(true, true, false);
  public static final PlanOptions NONE = new PlanOptions(false, false, false);
}
