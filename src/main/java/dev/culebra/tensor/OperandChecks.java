package dev.culebra.tensor;

import dev.culebra.ir.OpException;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * All that kernels take for granted about their memory. Nothing is written before every check has
 * passed.
 */
final class OperandChecks {
  /** Stands for any thread but the caller's: confined memory is closed to it. */
  private static final Thread ANOTHER = Thread.ofPlatform().unstarted(() -> {});

  private final Signature signature;
  private final boolean manyThreads;

  /**
   * @param signature the call, for messages
   * @param threads how many threads will touch the memory
   */
  OperandChecks(Signature signature, int threads) {
    this.signature = signature;
    this.manyThreads = threads > 1;
  }

  /** Types of the outputs given, and each operand's memory by itself. */
  void checkEach(List<Operand> inputs, List<Operand> outputs) {
    int results = signature.outputs().size();
    if (outputs.isEmpty() || outputs.size() > results) {
      throw failure(outputs.size() + " outputs given; the operation has " + results);
    }
    for (int i = 0; i < outputs.size(); i++) {
      checkType("output " + i, outputs.get(i), signature.output(i));
    }
    for (int i = 0; i < inputs.size(); i++) {
      checkMemory("input " + i, inputs.get(i));
    }
    for (int i = 0; i < outputs.size(); i++) {
      checkMemory("output " + i, outputs.get(i));
      if (outputs.get(i).memory().isReadOnly()) {
        throw failure("output " + i + " is read-only memory");
      }
    }
  }

  /** Fails if an operand is of another type than needed. */
  void checkType(String name, Operand operand, TensorType needed) {
    if (!operand.type().equals(needed)) {
      throw failure(name + " is " + operand.type() + "; needs " + needed);
    }
  }

  private void checkMemory(String name, Operand operand) {
    TensorType type = operand.type();
    MemorySegment memory = operand.memory();
    checkOpen(name, memory);
    if (memory.byteSize() != type.bytes()) {
      throw failure(
          name
              + " is "
              + type
              + ", "
              + type.bytes()
              + " bytes; its memory has "
              + memory.byteSize());
    }
    if (memory.isNative() && memory.address() % type.dtype().bytes() != 0) {
      throw failure(name + " is not aligned to " + type.dtype().bytes() + " bytes");
    }
    if (!memory.isAccessibleBy(Thread.currentThread())) {
      throw failure(name + " is memory of another thread");
    }
    if (manyThreads && !memory.isAccessibleBy(ANOTHER)) {
      throw failure(name + " is memory of one thread; the kernel was given several");
    }
  }

  /** Fails if the memory has been freed. */
  void checkOpen(String name, MemorySegment memory) {
    if (!memory.scope().isAlive()) {
      throw failure(name + " is closed memory");
    }
  }

  /** No output may lie over another or over an input, but where the kernel works in place. */
  void checkOverlaps(Kernel kernel, List<Operand> inputs, List<Operand> outputs) {
    for (int o = 0; o < outputs.size(); o++) {
      MemorySegment output = outputs.get(o).memory();
      for (int other = 0; other < o; other++) {
        if (overlap(output, outputs.get(other).memory())) {
          throw failure("output " + o + " overlaps output " + other);
        }
      }
      for (int i = 0; i < inputs.size(); i++) {
        MemorySegment input = inputs.get(i).memory();
        if (!overlap(output, input)) {
          continue;
        }
        boolean same = input.address() == output.address() && input.byteSize() == output.byteSize();
        if (!same || !kernel.inPlace(o, i)) {
          String cure = same ? "this kernel does not work in place" : "only whole operands may";
          throw failure("output " + o + " overlaps input " + i + "; " + cure);
        }
      }
    }
  }

  private static boolean overlap(MemorySegment left, MemorySegment right) {
    return left.asOverlappingSlice(right).isPresent();
  }

  /** What a kernel found in its data, for example an index outside its axis. */
  OpException withTypes(OpException failure) {
    return signature.refusal(failure);
  }

  private OpException failure(String facts) {
    return signature.refusal(facts);
  }
}
