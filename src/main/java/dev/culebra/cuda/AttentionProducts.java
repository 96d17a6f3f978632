package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Attention;
import dev.culebra.op.AttentionMask;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The matrices of each sample's heads, and their products. Heads lie side by side in a row, so one
 * stride leads from head to head and another from sample to sample; cuBLAS knows one, and takes the
 * one along which there are more matrices.
 *
 * @param samples of the batch
 * @param heads of a sample
 * @param queries of a head
 * @param keys of a head, and values
 * @param width elements of a query and of a key
 * @param depth elements of a value
 */
record AttentionProducts(int samples, int heads, int queries, int keys, int width, int depth) {
  /** {@code CULEBRA_SEEN_WORDS} of the kernels. */
  private static final int SEEN_WORDS = 256;

  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("scores"),
          ADDRESS.withName("slopes"),
          ADDRESS.withName("y"),
          ADDRESS.withName("arrived"),
          ADDRESS.withName("arrived_logarithms"),
          ADDRESS.withName("logarithms"),
          JAVA_LONG.withName("rows"),
          JAVA_INT.withName("heads"),
          JAVA_INT.withName("queries"),
          JAVA_INT.withName("keys"),
          JAVA_INT.withName("depth"),
          JAVA_INT.withName("causal"),
          JAVA_INT.withName("block"),
          JAVA_INT.withName("key_blocks"),
          JAVA_FLOAT.withName("scale"),
          MemoryLayout.sequenceLayout(SEEN_WORDS, JAVA_LONG).withName("seen"));

  /**
   * Matrices that are rows by columns for each sample and head.
   *
   * @param memory of all
   * @param rows before the transposition
   * @param columns before the transposition
   * @param leading elements from row to row
   * @param perSample elements from a sample's matrix to the next one's
   * @param perHead elements from a head's matrix to the next one's
   * @param transposed whether rows and columns change places before a product
   */
  record Heads(
      MemorySegment memory,
      int rows,
      int columns,
      int leading,
      long perSample,
      long perHead,
      boolean transposed) {
    Heads transpose() {
      return new Heads(memory, rows, columns, leading, perSample, perHead, !transposed);
    }

    private CudaGemm.Matrix at(long sample, long head, long stride) {
      return new CudaGemm.Matrix(memory, transposed, leading, stride)
          .from(sample * perSample + head * perHead);
    }
  }

  /** The kernel of sizes that have products; of others zeros, or why there is none. */
  static Choice select(
      Attention op, Signature signature, Function<AttentionProducts, Kernel> kernel) {
    Shape query = signature.input(0).shape();
    Shape value = signature.input(2).shape();
    AttentionProducts sizes =
        new AttentionProducts(
            query.size(0),
            query.size(2),
            query.size(1),
            value.size(1),
            query.size(3),
            value.size(3));
    DType dtype = signature.input(0).dtype();
    if (dtype != DType.F32) {
      return Choice.refuse(dtype.label() + " is for the reference");
    }
    if (sizes.bits(op.mask()) > SEEN_WORDS * Long.SIZE) {
      return Choice.refuse("patterns of more than " + SEEN_WORDS * Long.SIZE + " blocks");
    }
    if (sizes.rows() == 0 || sizes.width == 0 || sizes.depth == 0) {
      List<Kernel> zeros = new ArrayList<>();
      for (TensorType output : signature.outputs()) {
        zeros.add(MoveCuda.fill(output, 0));
      }
      return sizes.rows() == 0 ? new CudaSequence(zeros) : Choice.refuse("heads without elements");
    }
    return kernel.apply(sizes);
  }

  private long rows() {
    return (long) samples * heads * queries;
  }

  private int keyBlocks(AttentionMask mask) {
    return mask.pattern().isEmpty() ? 0 : Math.ceilDiv(keys, mask.block());
  }

  private long bits(AttentionMask mask) {
    return (long) mask.pattern().size() * keyBlocks(mask);
  }

  long scoreBytes() {
    return Float.BYTES * rows() * keys;
  }

  /** Scores, {@code [samples, heads, queries, keys]}. */
  Heads scores(MemorySegment memory) {
    long each = (long) queries * keys;
    return new Heads(memory, queries, keys, keys, heads * each, each, false);
  }

  /** A tensor {@code [samples, queries, heads, columns]}. */
  Heads ofQueries(MemorySegment memory, int columns) {
    return interleaved(memory, queries, columns);
  }

  /** A tensor {@code [samples, keys, heads, columns]}. */
  Heads ofKeys(MemorySegment memory, int columns) {
    return interleaved(memory, keys, columns);
  }

  private Heads interleaved(MemorySegment memory, int rows, int columns) {
    int leading = heads * columns;
    return new Heads(memory, rows, columns, leading, (long) rows * leading, columns, false);
  }

  /** The products of all samples and heads. */
  Call call(Heads left, Heads right, Heads output) {
    int terms = left.transposed ? left.rows : left.columns;
    boolean alongSamples = samples > heads;
    int batches = Math.max(samples, heads);
    CudaGemm product = new CudaGemm(output.rows, output.columns, terms, batches, false);
    List<Call> calls = new ArrayList<>();
    for (int other = 0; other < Math.min(samples, heads); other++) {
      int sample = alongSamples ? 0 : other;
      int head = alongSamples ? other : 0;
      calls.add(
          product.call(
              left.at(sample, head, alongSamples ? left.perSample : left.perHead),
              right.at(sample, head, alongSamples ? right.perSample : right.perHead),
              output.at(sample, head, alongSamples ? output.perSample : output.perHead)));
    }
    return () -> calls.forEach(Call::run);
  }

  /**
   * A launch with a warp for each query of each head.
   *
   * @param operands writes the addresses into the block
   */
  Call kernel(String name, Attention op, Consumer<Block> operands) {
    return new CudaKernel(
            "attention",
            name,
            BLOCK,
            rows() * CudaKernel.WARP,
            CudaKernel.InPlace.NEVER,
            (block, _) -> {
              operands.accept(block);
              fill(block, op);
            })
        .bind(new Operands(List.of(), List.of(), null, null));
  }

  private void fill(Block block, Attention op) {
    AttentionMask mask = op.mask();
    int keyBlocks = keyBlocks(mask);
    long[] seen = new long[SEEN_WORDS];
    for (int i = 0; i < mask.pattern().size(); i++) {
      for (int j : mask.pattern().get(i)) {
        int bit = i * keyBlocks + j;
        seen[bit / Long.SIZE] |= 1L << bit;
      }
    }
    for (int word = 0; word < SEEN_WORDS; word++) {
      block.setAt("seen", word, seen[word]);
    }
    block
        .set("rows", rows())
        .set("heads", heads)
        .set("queries", queries)
        .set("keys", keys)
        .set("depth", depth)
        .set("causal", mask.causal() ? 1 : 0)
        .set("block", mask.block())
        .set("key_blocks", keyBlocks)
        .set("scale", (float) op.scale());
  }
}
