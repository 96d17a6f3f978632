package dev.culebra.repro;

import java.util.List;

/**
 * A published protocol that can be run again. Its trainings are data; what it measures on them is
 * asked of a {@link Bench}, which remembers what is done, so that a recipe that was interrupted
 * goes on where it stopped.
 */
public interface Recipe {
  /** As the command line calls it, for example {@code hinton2006}. */
  String name();

  /** The publication. */
  String paper();

  /** One line: which figures the table has. */
  String prints();

  /** One line: what a smaller budget shortens. */
  String scaling();

  /**
   * What is trained, at a budget; {@link Budget#FULL} gives the protocol itself. Seeds count from 1
   * and are moved by the seed that is asked for; the number of threads is the caller's.
   */
  List<Trial> trials(Budget budget);

  /** Whether some of the trainings make a table without the others. */
  default boolean isDivisible() {
    return false;
  }

  /** Trains and measures, and lays the figures side by side. */
  Table table(Bench bench);
}
