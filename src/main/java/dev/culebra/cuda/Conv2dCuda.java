package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Conv2d;
import dev.culebra.op.Conv2dWeightGradient;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code cuda-kernels/conv2d.cuh}: convolutions and their adjoints, as products or directly.
 *
 * @param image file of the kernel
 * @param name of the kernel
 * @param sizes of the convolution
 * @param rowTiles as the kernel counts its blocks
 * @param columnTiles as the kernel counts its blocks
 * @param splits parts of the depth; each gives a part of the result
 * @param blocks of threads
 * @param threads of a block
 */
record Conv2dCuda(
    String image,
    String name,
    ConvSizes sizes,
    int rowTiles,
    int columnTiles,
    int splits,
    int blocks,
    int threads)
    implements Kernel {
  private static final StructLayout PARTS =
      Block.struct(
          ADDRESS.withName("parts"),
          ADDRESS.withName("output"),
          JAVA_LONG.withName("count"),
          JAVA_INT.withName("splits"));

  /** Groups with more channels fill tiles. */
  private static final int FEW_CHANNELS = 4;

  /** Channels that a block of the grouped weight gradient has. */
  private static final int WARP = 32;

  static Choice forward(Conv2d op, Signature signature) {
    return select("conv2d", ConvSizes.of(signature, op));
  }

  static Choice transposed(ConvTranspose2d op, Signature signature) {
    return select("conv_transpose2d", ConvSizes.of(signature, op));
  }

  static Choice weightGradient(Conv2dWeightGradient op, Signature signature) {
    return select("conv2d_weight_gradient", ConvSizes.of(signature, op));
  }

  private static Choice select(String name, ConvSizes sizes) {
    if (sizes.dtype() != DType.F32) {
      return Choice.refuse(sizes.dtype().label() + " is for the reference");
    }
    if (sizes.count() == 0) {
      return MoveCuda.fill(sizes.output(), 0);
    }
    boolean few = Math.max(sizes.channels(), sizes.columns()) <= FEW_CHANNELS;
    return sizes.groups() > 1 && few ? grouped(name, sizes) : tiled(name, sizes);
  }

  private static Kernel tiled(String name, ConvSizes sizes) {
    int multiprocessors = CudaDriver.get().device().multiprocessors();
    long products = (long) sizes.groups() * sizes.phasesHeight() * sizes.phasesWidth();
    ConvTile tile = ConvTile.of(products, sizes.rows(), sizes.columns(), multiprocessors);
    long whole = products * tile.count(sizes.rows(), sizes.columns());
    int splits = tile.splits(whole, sizes.depth(), multiprocessors);
    return new Conv2dCuda(
        name,
        name + "_" + tile,
        sizes,
        tile.rowTiles(sizes.rows()),
        tile.columnTiles(sizes.columns()),
        splits,
        Math.toIntExact(whole * splits),
        tile.threads());
  }

  private static Kernel grouped(String name, ConvSizes sizes) {
    String kernel = name + "_grouped";
    if (!sizes.sumsPixels()) {
      int blocks = Math.toIntExact(Math.ceilDiv(sizes.count(), CudaKernel.THREADS));
      return new Conv2dCuda("conv2d_grouped", kernel, sizes, 1, 1, 1, blocks, CudaKernel.THREADS);
    }
    int rowTiles = Math.toIntExact(sizes.rows());
    int columnTiles = Math.ceilDiv(sizes.groups() * sizes.columns(), WARP);
    long whole = (long) rowTiles * columnTiles;
    long wanted = 4L * CudaDriver.get().device().multiprocessors() / whole;
    int splits = (int) Math.clamp(sizes.depth() / CudaKernel.THREADS, 1, Math.max(1, wanted));
    return new Conv2dCuda(
        "conv2d_grouped",
        kernel,
        sizes,
        rowTiles,
        columnTiles,
        splits,
        Math.toIntExact(whole * splits),
        CudaKernel.THREADS);
  }

  @Override
  public long workspaceBytes() {
    return splits == 1 ? 0 : splits * sizes.count() * Float.BYTES;
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment output = operands.output(0);
    MemorySegment parts = splits == 1 ? output : operands.workspace();
    Block block = sizes.block();
    block
        .set("image", operands.input(0))
        .set("weight", operands.input(1))
        .set("output", parts)
        .set("splits", splits)
        .set("row_tiles", rowTiles)
        .set("column_tiles", columnTiles);
    Call call = CudaFunction.of(image, name).launch(block, blocks, threads);
    if (splits == 1) {
      return call;
    }
    Call sum = sum(parts, output);
    return () -> {
      call.run();
      sum.run();
    };
  }

  private Call sum(MemorySegment parts, MemorySegment output) {
    Block block =
        new Block(PARTS)
            .set("parts", parts)
            .set("output", output)
            .set("count", sizes.count())
            .set("splits", splits);
    int sums = Math.toIntExact(Math.ceilDiv(sizes.count(), CudaKernel.THREADS));
    return CudaFunction.of("conv2d_parts", "conv2d_parts").launch(block, sums, CudaKernel.THREADS);
  }
}
