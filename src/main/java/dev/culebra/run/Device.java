package dev.culebra.run;

import dev.culebra.ir.Graph;
import dev.culebra.ir.OpException;
import dev.culebra.kernel.Call;
import dev.culebra.memory.Slab;
import dev.culebra.par.Workers;
import dev.culebra.plan.Plan;
import dev.culebra.plan.PlanOptions;
import dev.culebra.plan.Planner;

/**
 * A place to compute: its tiers, its threads, and the scratch slab that all its plans share.
 *
 * <p>Owns the slab and the workers until {@link #close}. Plans may be made from any thread; because
 * the scratch is shared, runs on one device take turns.
 */
public final class Device implements AutoCloseable {
  private final Tiers tiers;
  private final Workers workers;
  private Slab scratch = Slab.allocate(0);
  private int generation;
  private boolean closed;

  private Device(Tiers tiers, Workers workers) {
    this.tiers = tiers;
    this.workers = workers;
  }

  /** The CPU with the given threads and every usable tier. */
  public static Device cpu(Workers workers) {
    return new Device(Tiers.of("cpu"), workers);
  }

  public static Device of(Tiers tiers, Workers workers) {
    return new Device(tiers, workers);
  }

  public Tiers tiers() {
    return tiers;
  }

  public Workers workers() {
    return workers;
  }

  /** Plans a program with everything on. */
  public Plan plan(Graph graph) {
    return plan(graph, PlanOptions.FULL);
  }

  public Plan plan(Graph graph, PlanOptions options) {
    return Planner.plan(graph, tiers, options);
  }

  /** Bytes of the shared scratch slab. */
  public synchronized long scratchBytes() {
    return scratch.bytes();
  }

  /**
   * The scratch slab, grown to the size asked for; growing moves it, which {@link #generation}
   * tells.
   */
  synchronized Slab scratch(long bytes) {
    if (closed) {
      throw new IllegalStateException("[device] closed");
    }
    if (bytes > scratch.bytes()) {
      scratch.close();
      scratch = Slab.allocate(bytes);
      generation++;
    }
    return scratch;
  }

  /** Changes whenever the scratch slab moves: calls bound to it before must be bound again. */
  synchronized int generation() {
    return generation;
  }

  /** Runs a bound program while holding the device, since all share its scratch. */
  synchronized void run(Bound bound) {
    Call[] calls = bound.calls();
    int begun = 0;
    try {
      while (begun < calls.length) {
        calls[begun++].run();
      }
    } catch (OpException found) {
      throw bound.refusal(begun - 1, found);
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      workers.close();
      scratch.close();
    }
  }
}
