package dev.culebra.cpu.ffm;

import dev.culebra.cpu.ffm.NativeCall.Stage;
import dev.culebra.cpu.simd.ElementwiseKernel;
import dev.culebra.cpu.simd.Span;
import dev.culebra.cpu.simd.TileChain;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Epilogue;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.par.ManyArrays;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.List;
import java.util.function.BiFunction;

/**
 * An element-wise function of {@code native/include/culebra/maps.h}, with the bits of the Vector
 * API tier; alone, or in a chain of operations on a tile that is still in the caches.
 *
 * @param name of the function
 * @param code {@code void(left, right, output, count, repeated)}, addresses as numbers: a chain
 *     calls it for parts of arrays, and a slice for each would be garbage
 * @param number of the function in a {@link NativeChain}; below 0 if it cannot be in one
 */
record NativeMap(String name, MethodHandle code, long number) {
  private static final FunctionDescriptor SIGNATURE =
      FunctionDescriptor.ofVoid(
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);

  /** The kernels of a function: of float32 operands that have the type of the result. */
  @SuppressWarnings("restricted")
  static BiFunction<Op, Signature, Choice> of(String operation) {
    String name = "culebra_map_" + operation;
    MemorySegment address = NativeLibrary.get().symbols().find(name).orElse(MemorySegment.NULL);
    if (address.equals(MemorySegment.NULL)) {
      return (_, _) -> Choice.refuse(name + " is not in the library");
    }
    NativeMap map =
        new NativeMap(
            name,
            Linker.nativeLinker().downcallHandle(address, SIGNATURE),
            NativeFunction.fields("culebra_maps").indexOf(operation));
    return (_, signature) -> map.select(signature);
  }

  /** {@code CULEBRA_LEFT_REPEATS}. */
  private static final long LEFT_REPEATS = 1;

  /** {@code CULEBRA_RIGHT_REPEATS}. */
  private static final long RIGHT_REPEATS = 2;

  private Choice select(Signature signature) {
    TensorType type = signature.output(0);
    if (type.dtype() != DType.F32) {
      return Choice.refuse(type.dtype().label() + "; only f32");
    }
    return signature.inputs().stream().allMatch(type::equals)
        ? new Kernel(this, type.elements())
        : Choice.refuse("operands of several shapes");
  }

  private void call(
      MemorySegment left,
      long leftOffset,
      MemorySegment right,
      long rightOffset,
      MemorySegment output,
      long outputOffset,
      long length,
      long repeated) {
    try {
      code.invokeExact(
          left.address() + leftOffset * Float.BYTES,
          right.address() + rightOffset * Float.BYTES,
          output.address() + outputOffset * Float.BYTES,
          length,
          repeated);
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  private record Kernel(NativeMap map, long elements) implements ElementwiseKernel {
    @Override
    public Call bind(Operands operands) {
      MemorySegment left = operands.input(0);
      MemorySegment right = operands.inputs().getLast();
      MemorySegment output = operands.output(0);
      ManyArrays arrays = ManyArrays.of(elements);
      Stage stage =
          new Stage(
              arrays.task(
                  (_, _, begin, end) ->
                      map.call(left, begin, right, begin, output, begin, end - begin, 0)),
              arrays.chunks());
      return new NativeCall(map.name(), List.of(stage), operands);
    }

    @Override
    public Span span() {
      return new Along(map);
    }

    @Override
    public boolean inPlace(int output, int input) {
      return true;
    }
  }

  /** The function along parts of arrays. */
  record Along(NativeMap map) implements TileChain.Link {
    @Override
    public void run(
        MemorySegment left,
        long from,
        boolean leftRepeats,
        MemorySegment right,
        long fromRight,
        boolean rightRepeats,
        MemorySegment output,
        long to,
        long length) {
      MemorySegment other = right == null ? left : right;
      if (!left.scope().isAlive() || !other.scope().isAlive() || !output.scope().isAlive()) {
        throw new IllegalStateException("[" + map.name() + "] an operand's memory is closed");
      }
      long repeated = (leftRepeats ? LEFT_REPEATS : 0) | (rightRepeats ? RIGHT_REPEATS : 0);
      map.call(left, from, other, fromRight, output, to, length, repeated);
      Reference.reachabilityFence(left);
      Reference.reachabilityFence(other);
      Reference.reachabilityFence(output);
    }

    @Override
    public Epilogue joined(TileChain chain) {
      return NativeChain.of(chain);
    }
  }
}
