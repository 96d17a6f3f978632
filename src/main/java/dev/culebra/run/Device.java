package dev.culebra.run;

import static java.util.stream.Collectors.joining;

import dev.culebra.files.UserError;
import dev.culebra.ir.Graph;
import dev.culebra.ir.OpException;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.CallRefusal;
import dev.culebra.kernel.DeviceLink;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Precision;
import dev.culebra.memory.Slab;
import dev.culebra.par.Workers;
import dev.culebra.plan.Plan;
import dev.culebra.plan.PlanOptions;
import dev.culebra.plan.Planner;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A place to compute: its tiers, its threads, and the scratch slab that all its plans share; on one
 * with memory of its own also copies of the states.
 *
 * <p>Owns the slab and the workers until {@link #close}. Plans may be made from any thread; because
 * the scratch is shared, runs on one device take turns.
 */
public final class Device implements AutoCloseable {
  private final Tiers tiers;
  private final Workers workers;
  private final Accelerator accelerator;
  private final States states;
  private MemorySegment scratch;
  private Slab hostScratch;
  private int generation;
  private boolean closed;

  /** Null while this device computes alone. */
  private DeviceLink link;

  private int rank;

  private Device(Tiers tiers, Workers workers) {
    this.tiers = tiers;
    this.workers = workers;
    accelerator = tiers.accelerator();
    states = new States(accelerator);
    scratch = allocate(0);
  }

  /** The CPU with the given threads and every usable tier. */
  public static Device cpu(Workers workers) {
    return new Device(Tiers.of("cpu"), workers);
  }

  /** As below, in {@link Precision#F32}. */
  public static Device named(String name, Workers workers) {
    return named(name, Precision.F32, workers);
  }

  /**
   * The one device of a name, as {@link DeviceName} reads it.
   *
   * @param precision how the operands of products are rounded there
   * @param workers the device's from now on; closed if there is none
   * @throws UserError if this machine has none, if it is full, or if it cannot round so, with the
   *     reason and its cure
   */
  public static Device named(String name, Precision precision, Workers workers) {
    DeviceName parsed = DeviceName.parse(name);
    try {
      return numbered(parsed.kind(), parsed.single(), precision, workers);
    } catch (UserError problem) {
      workers.close();
      throw problem;
    }
  }

  /**
   * A device of a kind.
   *
   * @throws UserError if this machine has none, or none that multiplies so, with reason and cure
   */
  static Device numbered(String kind, int number, Precision precision, Workers workers) {
    String name = DeviceName.of(kind, number);
    new DeviceName(kind, List.of(number)).require();
    Tiers tiers = Tiers.of(kind, number);
    if (!tiers.precisions().contains(precision)) {
      throw new UserError(
          "device "
              + name
              + ": no products in "
              + precision.label()
              + "; choose --precision "
              + tiers.precisions().stream().map(Precision::label).collect(joining(" or "))
              + (precision == Precision.TF32 && kind.equals("cpu") ? ", or --device cuda" : ""));
    }
    return new Device(tiers.at(precision), workers);
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

  /**
   * Lets programs that are bound from now on add up over several devices.
   *
   * @param rank of this one
   */
  synchronized void join(DeviceLink link, int rank) {
    this.link = link;
    this.rank = rank;
  }

  /** Binds a kernel of this device. */
  Call bind(Kernel kernel, Operands operands) {
    if (link != null) {
      return link.bind(rank, kernel, operands);
    }
    return accelerator == null ? kernel.bind(operands) : accelerator.bind(kernel, operands);
  }

  /** Whose memory programs work on; null for the host's. */
  Accelerator accelerator() {
    return accelerator;
  }

  /**
   * A state as kernels see it.
   *
   * @param changes whether a program changes it
   */
  synchronized MemorySegment state(MemorySegment host, boolean changes) {
    return states.of(host, changes);
  }

  /** Says that the host has written states of programs: to be called before the next run. */
  public synchronized void uploadStates() {
    states.upload();
  }

  /** Makes what runs have changed visible in the states' memory on the host. */
  public synchronized void downloadStates() {
    states.download();
  }

  /** Whether this device's copy of a state has other bytes than the host's. */
  synchronized boolean differs(MemorySegment host) {
    return states.differs(host);
  }

  /** Bytes of the shared scratch slab. */
  public synchronized long scratchBytes() {
    return scratch.byteSize();
  }

  /**
   * The scratch slab, grown to the size asked for; growing moves it, which {@link #generation}
   * tells.
   */
  synchronized MemorySegment scratch(long bytes) {
    if (closed) {
      throw new IllegalStateException("[device] closed");
    }
    if (bytes > scratch.byteSize()) {
      freeScratch();
      generation++;
      try {
        scratch = allocate(bytes);
      } catch (RuntimeException full) {
        scratch = allocate(0);
        throw full;
      }
    }
    return scratch;
  }

  private MemorySegment allocate(long bytes) {
    if (accelerator != null) {
      return accelerator.allocate(Math.max(bytes, Slab.ALIGNMENT));
    }
    hostScratch = Slab.allocate(bytes);
    return hostScratch.segment();
  }

  private void freeScratch() {
    if (accelerator != null) {
      accelerator.free(scratch);
    } else {
      hostScratch.close();
    }
  }

  /** Changes whenever the scratch slab moves: calls bound to it before must be bound again. */
  synchronized int generation() {
    return generation;
  }

  /** How many runs may be begun while an earlier one is under way; see {@link Bound#ahead}. */
  public int ahead() {
    return accelerator == null ? 0 : 1;
  }

  /** Puts a run of a bound program on its way while holding the device. */
  synchronized void begin(Bound bound) {
    bound.beginHeld();
  }

  /** Waits for all runs under way. */
  synchronized void await() {
    if (accelerator != null) {
      accelerator.run(List.of());
    }
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
    } catch (CallRefusal refusal) {
      throw bound.refusal(refusal);
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      workers.close();
      states.close();
      freeScratch();
    }
  }
}
