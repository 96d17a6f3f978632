package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Precision;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Conv2d;
import dev.culebra.op.Conv2dWeightGradient;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.shape.DType;
import java.lang.foreign.StructLayout;
import java.util.List;

/**
 * {@code cuda-kernels/conv2d.cuh}: convolutions and their adjoints, as products or directly, the
 * products by matrix units where the precision and the device let them. Where blocks share the
 * depth, each gives a part of the result in the workspace. Others are cuDNN's ({@link
 * ConvolutionChoice}).
 */
final class Conv2dCuda {
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

  private Conv2dCuda() {}

  static Choice forward(Conv2d op, Signature signature) {
    return select(ConvPass.FORWARD, signature, ConvSizes.of(signature, op));
  }

  static Choice transposed(ConvTranspose2d op, Signature signature) {
    return select(ConvPass.DATA, signature, ConvSizes.of(signature, op));
  }

  static Choice weightGradient(Conv2dWeightGradient op, Signature signature) {
    return select(ConvPass.WEIGHT, signature, ConvSizes.of(signature, op));
  }

  private static Choice select(ConvPass pass, Signature signature, ConvSizes sizes) {
    if (sizes.output().dtype() != DType.F32) {
      return Choice.refuse(sizes.output().dtype().label() + " is for the reference");
    }
    if (sizes.most() > ConvSizes.MOST) {
      return Choice.refuse("images of more than " + ConvSizes.MOST + " pixels");
    }
    if (sizes.count() == 0) {
      return MoveCuda.fill(sizes.output(), 0);
    }
    if (ConvolutionChoice.get().prefersCudnn(sizes)
        && CudnnConvolution.select(pass, sizes, signature.precision()) instanceof Kernel kernel) {
      return kernel;
    }
    return own(pass.kernel(), signature, sizes);
  }

  private static Choice own(String name, Signature signature, ConvSizes sizes) {
    boolean few = Math.max(sizes.channels(), sizes.columns()) <= FEW_CHANNELS;
    boolean grouped = sizes.groups() > 1 && few;
    Precision precision = signature.precision();
    if (precision == Precision.F32) {
      return grouped ? grouped(name, sizes) : tiled(name, name + "_", ConvTile.FLOATS, sizes);
    }
    if (!grouped && CudaDevice.current().hasMatrixUnits()) {
      String kernel = name + "_" + precision.label() + "_";
      return tiled(name + "_matrix", kernel, ConvTile.MATRIX, sizes);
    }
    return new RoundedCuda(
        precision == Precision.BF16 ? RoundedCuda.Format.ROUND_BF16 : RoundedCuda.Format.ROUND_TF32,
        signature,
        grouped ? grouped(name, sizes) : tiled(name, name + "_", ConvTile.FLOATS, sizes));
  }

  private static Kernel tiled(String image, String name, List<ConvTile> tiles, ConvSizes sizes) {
    int multiprocessors = CudaDevice.current().multiprocessors();
    long products = (long) sizes.groups() * sizes.phasesHeight() * sizes.phasesWidth();
    ConvTile tile = ConvTile.of(tiles, products, sizes.rows(), sizes.columns(), multiprocessors);
    int rowTiles = tile.rowTiles(sizes.rows());
    int columnTiles = tile.columnTiles(sizes.columns());
    long blocks = products * rowTiles * columnTiles;
    int splits = tile.splits(blocks, sizes.depth(), multiprocessors);
    return kernel(image, name + tile, sizes, rowTiles, columnTiles, splits, blocks, tile.threads());
  }

  private static Kernel grouped(String name, ConvSizes sizes) {
    String kernel = name + "_grouped";
    int threads = CudaKernel.THREADS;
    if (!sizes.sumsPixels()) {
      long blocks = Math.ceilDiv(sizes.count(), threads);
      return kernel("conv2d_grouped", kernel, sizes, 1, 1, 1, blocks, threads);
    }
    int rowTiles = (int) sizes.rows();
    int columnTiles = Math.ceilDiv(sizes.groups() * sizes.columns(), WARP);
    long blocks = (long) rowTiles * columnTiles;
    long wanted = 4L * CudaDevice.current().multiprocessors() / blocks;
    int splits = (int) Math.clamp(sizes.depth() / threads, 1, Math.max(1, wanted));
    return kernel("conv2d_grouped", kernel, sizes, rowTiles, columnTiles, splits, blocks, threads);
  }

  private static Kernel kernel(
      String image,
      String name,
      ConvSizes sizes,
      int rowTiles,
      int columnTiles,
      int splits,
      long blocks,
      int threads) {
    boolean whole = splits == 1;
    CudaGrid products =
        new CudaGrid(
            image,
            name,
            ConvSizes.BLOCK,
            blocks * splits,
            threads,
            whole ? 0 : splits * sizes.count() * Float.BYTES,
            (block, operands) ->
                sizes
                    .fill(block)
                    .set("image", operands.input(0))
                    .set("weight", operands.input(1))
                    .set("output", whole ? operands.output(0) : operands.workspace())
                    .set("splits", splits)
                    .set("row_tiles", rowTiles)
                    .set("column_tiles", columnTiles));
    return whole ? products : new CudaSequence(List.of(products, sum(sizes.count(), splits)));
  }

  private static Kernel sum(long count, int splits) {
    return new CudaKernel(
        "conv2d_parts",
        "conv2d_parts",
        PARTS,
        count,
        CudaKernel.InPlace.NEVER,
        (block, operands) ->
            block
                .set("parts", operands.workspace())
                .set("output", operands.output(0))
                .set("count", count)
                .set("splits", splits));
  }
}
