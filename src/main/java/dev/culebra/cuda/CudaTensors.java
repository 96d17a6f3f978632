package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Call;
import dev.culebra.memory.Block;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code cuda-kernels/tensors.cuh}: many tensors in one launch. Their addresses lie in a table in
 * the device's memory, which a launch holds; a block of threads finds its tensor there.
 *
 * @param table null if no tensor has an element
 * @param tensors how many have one
 * @param piece elements of a block of threads
 * @param blocks of threads
 */
record CudaTensors(CudaMemory table, long tensors, long piece, int blocks) {
  private static final int INPUTS = 5;
  private static final int OUTPUTS = 4;

  private static final StructLayout ROW =
      Block.struct(
          MemoryLayout.sequenceLayout(INPUTS, JAVA_LONG).withName("inputs"),
          MemoryLayout.sequenceLayout(OUTPUTS, JAVA_LONG).withName("outputs"),
          JAVA_LONG.withName("count"),
          JAVA_LONG.withName("first_block"));

  /** The first fields of a kernel's block. */
  private static final List<MemoryLayout> FIELDS =
      List.of(
          ADDRESS.withName("tensors"),
          JAVA_LONG.withName("tensor_count"),
          JAVA_LONG.withName("piece"));

  /**
   * What a kernel does to one tensor.
   *
   * @param inputs at most 5
   * @param outputs at most 4
   * @param elements of each
   */
  record Tensor(List<MemorySegment> inputs, List<MemorySegment> outputs, long elements) {}

  /** The block of a kernel that takes a table and more. */
  static StructLayout block(MemoryLayout... more) {
    return Block.struct(
        Stream.concat(FIELDS.stream(), Stream.of(more)).toArray(MemoryLayout[]::new));
  }

  static CudaTensors of(List<Tensor> all, long piece) {
    List<Tensor> tensors = all.stream().filter(tensor -> tensor.elements() > 0).toList();
    if (tensors.isEmpty()) {
      return new CudaTensors(null, 0, piece, 0);
    }
    MemorySegment table = Arena.ofAuto().allocate(ROW.byteSize() * tensors.size(), 8);
    long blocks = 0;
    for (int i = 0; i < tensors.size(); i++) {
      Tensor tensor = tensors.get(i);
      Block row = new Block(ROW);
      set(row, "inputs", tensor.inputs());
      set(row, "outputs", tensor.outputs());
      row.set("count", tensor.elements()).set("first_block", blocks);
      table.asSlice(i * ROW.byteSize(), ROW.byteSize()).copyFrom(row.segment());
      blocks += Math.ceilDiv(tensor.elements(), piece);
    }
    CudaDevice device = CudaDevice.current();
    return new CudaTensors(
        CudaMemory.holding(device, table), tensors.size(), piece, Math.toIntExact(blocks));
  }

  private static void set(Block row, String field, List<MemorySegment> addresses) {
    for (int i = 0; i < addresses.size(); i++) {
      row.setAt(field, i, addresses.get(i).address());
    }
  }

  /**
   * One launch for all tensors; none if they have no elements.
   *
   * @param block of {@link #block}, filled but for the table
   */
  Call launch(String image, String name, Block block) {
    if (blocks == 0) {
      return () -> {};
    }
    block.set("tensors", table.segment()).set("tensor_count", tensors).set("piece", piece);
    return new Launch(
        CudaFunction.of(image, name).launch(block, blocks, CudaKernel.THREADS), table);
  }

  /** Holds the table. */
  private record Launch(Call call, CudaMemory table) implements Call {
    @Override
    public void run() {
      call.run();
    }
  }
}
