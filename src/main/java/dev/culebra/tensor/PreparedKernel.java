package dev.culebra.tensor;

import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Slab;
import dev.culebra.par.Workers;
import dev.culebra.run.Tiers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A kernel bound to memory by {@link Kernels#prepare}: {@link #run} as often as wanted. A run
 * allocates nothing and looks nothing up; what it checks is that the memory has not been freed.
 *
 * <p>Owns its scratch memory until {@link #close}. One thread at a time; nobody may free the
 * operands' memory during a run.
 */
public final class PreparedKernel implements AutoCloseable {
  private final String operation;
  private final String tier;
  private final long workspaceBytes;
  private final OperandChecks checks;
  private final Arena arena;
  private final List<MemorySegment> inputs = new ArrayList<>();
  private final List<MemorySegment> outputs = new ArrayList<>();
  private final MemorySegment[] givenInputs;
  private final MemorySegment[] givenOutputs;
  private final Call call;

  /** Found on first use. */
  private static final class Found {
    static final Tiers CPU = Tiers.of("cpu");
  }

  /**
   * Checks everything, then binds.
   *
   * @param arena for the scratch memory; closed with the kernel, or at once if there is none
   */
  static PreparedKernel of(
      Op op, List<Operand> inputs, List<Operand> outputs, KernelOptions options, Arena arena) {
    try {
      Signature signature = Signature.of(op, inputs.stream().map(Operand::type).toList());
      Tiers tiers = tiers(op, options.tier());
      return new PreparedKernel(tiers, signature, inputs, outputs, options.workers(), arena);
    } catch (RuntimeException | Error failure) {
      arena.close();
      throw failure;
    }
  }

  private static Tiers tiers(Op op, String name) {
    Tiers all = Found.CPU;
    if (name == null) {
      return all;
    }
    if (!all.names().contains(name)) {
      String reason = all.refusals().getOrDefault(name, "there are " + all.names());
      throw new OpException(op.name(), "no tier " + name + "; " + reason);
    }
    return all.only(name);
  }

  private PreparedKernel(
      Tiers tiers,
      Signature signature,
      List<Operand> given,
      List<Operand> results,
      Workers workers,
      Arena arena) {
    this.operation = signature.op().name();
    this.arena = arena;
    this.checks = new OperandChecks(signature, workers.threads());
    this.givenInputs = given.stream().map(Operand::memory).toArray(MemorySegment[]::new);
    this.givenOutputs = results.stream().map(Operand::memory).toArray(MemorySegment[]::new);
    checks.checkEach(given, results);
    Tiers.Chosen chosen = tiers.choose(signature);
    Kernel kernel = chosen.kernel();
    checks.checkOverlaps(kernel, given, results);
    this.tier = chosen.tier();
    this.workspaceBytes = kernel.workspaceBytes();
    given.forEach(operand -> inputs.add(reachable(operand)));
    results.forEach(operand -> outputs.add(reachable(operand)));
    for (int i = results.size(); i < signature.outputs().size(); i++) {
      outputs.add(arena.allocate(signature.output(i).bytes(), Slab.ALIGNMENT));
    }
    this.call =
        kernel.bind(
            new Operands(
                List.copyOf(inputs),
                List.copyOf(outputs),
                arena.allocate(workspaceBytes, Slab.ALIGNMENT),
                workers));
  }

  /**
   * The memory that the kernel works on: the operand's own, or a copy of what lies in the Java
   * heap. Kernels see one kind of memory only, because the JIT compiles their loops for the kinds
   * it met.
   */
  private MemorySegment reachable(Operand operand) {
    return operand.memory().isNative()
        ? operand.memory()
        : arena.allocate(operand.type().bytes(), Slab.ALIGNMENT);
  }

  /**
   * Computes the outputs from what the inputs hold now.
   *
   * @throws OpException if an operand's memory has been freed, or an index leads outside its axis;
   *     nothing has been written then
   * @throws IllegalStateException after {@link #close}
   */
  public void run() {
    if (!arena.scope().isAlive()) {
      throw new IllegalStateException("[" + operation + "] the prepared kernel is closed");
    }
    for (int i = 0; i < givenInputs.length; i++) {
      checkOpen("input ", i, givenInputs[i]);
    }
    for (int i = 0; i < givenOutputs.length; i++) {
      checkOpen("output ", i, givenOutputs[i]);
    }
    for (int i = 0; i < givenInputs.length; i++) {
      move(givenInputs[i], inputs.get(i));
    }
    try {
      call.run();
    } catch (OpException failure) {
      throw checks.withTypes(failure);
    }
    for (int i = 0; i < givenOutputs.length; i++) {
      move(outputs.get(i), givenOutputs[i]);
    }
  }

  private void checkOpen(String role, int index, MemorySegment memory) {
    if (!memory.scope().isAlive()) {
      checks.checkOpen(role + index, memory);
    }
  }

  private static void move(MemorySegment source, MemorySegment target) {
    if (source != target) {
      MemorySegment.copy(source, 0, target, 0, target.byteSize());
    }
  }

  /** Name of the tier that computes. */
  public String tier() {
    return tier;
  }

  /** Bytes of scratch memory that the kernel asked for. */
  public long workspaceBytes() {
    return workspaceBytes;
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
