package dev.culebra.cpu.simd;

import dev.culebra.ir.Op;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Epilogue;
import dev.culebra.kernel.EpilogueKernel;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Precision;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Bfloat16;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A product in bfloat16 where there are no instructions for it: a float32 kernel on rounded copies
 * of its operands. Their products are exact in float32, so the sums are all that is rounded.
 *
 * @param kernel in float32
 * @param operands the types of its operands
 */
public record RoundedProduct(Kernel kernel, List<TensorType> operands) implements Kernel {
  private static final long LINE = 64;

  /** The kernels at every precision, made of those in float32. */
  public static <O extends Op> BiFunction<O, Signature, Choice> of(
      BiFunction<? super O, Signature, ? extends Choice> kernels) {
    return (op, signature) -> around(kernels.apply(op, signature), signature);
  }

  /** The kernel in float32, or made of it what the signature's precision asks for. */
  public static Choice around(Choice choice, Signature signature) {
    if (signature.precision() != Precision.BF16 || !(choice instanceof Kernel kernel)) {
      return choice;
    }
    RoundedProduct product = new RoundedProduct(kernel, signature.inputs());
    return kernel instanceof EpilogueKernel head ? new Head(product, head) : product;
  }

  /** One that hands on what it has finished. */
  private record Head(RoundedProduct product, EpilogueKernel kernel) implements EpilogueKernel {
    @Override
    public Call bind(Operands operands, Epilogue epilogue) {
      return product.bind(operands, rounded -> kernel.bind(rounded, epilogue));
    }

    @Override
    public long workspaceBytes() {
      return product.workspaceBytes();
    }
  }

  @Override
  public Call bind(Operands given) {
    return bind(given, kernel::bind);
  }

  private Call bind(Operands given, Function<Operands, Call> inner) {
    List<Call> calls = new ArrayList<>();
    List<MemorySegment> copies = new ArrayList<>();
    long used = 0;
    for (int i = 0; i < operands.size(); i++) {
      TensorType type = operands.get(i);
      MemorySegment from = given.input(i);
      MemorySegment to = given.workspace().asSlice(used, type.bytes());
      used += aligned(type.bytes());
      copies.add(to);
      calls.add(
          Runs.call(
              given.workers(),
              1,
              type.elements(),
              (run, begin, length) -> round(from, to, begin, begin + length)));
    }
    MemorySegment rest = given.workspace().asSlice(used);
    calls.add(inner.apply(new Operands(copies, given.outputs(), rest, given.workers())));
    return Calls.sequence(calls);
  }

  private static void round(MemorySegment from, MemorySegment to, long begin, long end) {
    for (long i = begin; i < end; i++) {
      int bits = from.getAtIndex(ValueLayout.JAVA_INT, i);
      to.setAtIndex(ValueLayout.JAVA_INT, i, Bfloat16.round(bits));
    }
  }

  private static long aligned(long bytes) {
    return Math.ceilDiv(bytes, LINE) * LINE;
  }

  @Override
  public long workspaceBytes() {
    return operands.stream().mapToLong(type -> aligned(type.bytes())).sum()
        + kernel.workspaceBytes();
  }
}
