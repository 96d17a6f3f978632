package dev.culebra.cpu.simd;

import dev.culebra.kernel.Signature;
import dev.culebra.op.Attention;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Sizes of an attention's operands, and where its weights are while a block is done. */
record AttentionShape(
    int samples,
    int queries,
    int keys,
    int heads,
    int width,
    int depth,
    List<AttentionBlock> blocks) {
  static AttentionShape of(Attention op, Signature signature) {
    Shape query = signature.input(0).shape();
    Shape value = signature.input(2).shape();
    return new AttentionShape(
        query.size(0),
        query.size(1),
        value.size(1),
        query.size(2),
        query.size(3),
        value.size(3),
        AttentionBlock.of(op.mask(), query.size(1), value.size(1)));
  }

  int batches() {
    return Math.multiplyExact(samples, heads);
  }

  /** Bytes of the largest block's weights. */
  long weightBytes() {
    long most =
        blocks.stream().mapToLong(block -> (long) block.rows() * block.width()).max().orElse(0);
    return (4 * batches() * most + 127) / 128 * 128;
  }

  /** Bytes of two floats for each row of the largest block. */
  long lineBytes() {
    long rows = blocks.stream().mapToLong(AttentionBlock::rows).max().orElse(0);
    return (SoftmaxLines.bytes(batches() * rows) + 127) / 128 * 128;
  }

  /** A block's weights as rows of which each has its own length. */
  SoftmaxRows rows(AttentionBlock block, MemorySegment weights, MemorySegment space) {
    SoftmaxLines lines = SoftmaxLines.of(space, (long) batches() * block.rows());
    return new SoftmaxRows(weights, weights, lines, block.width(), block.seen());
  }

  /** Bytes that the block's matrix products need. */
  long productBytes() {
    long most = 0;
    for (AttentionBlock block : blocks) {
      for (AttentionBlock.Run run : block.runs()) {
        for (int inner : new int[] {width, depth}) {
          most = Math.max(most, Gemm.workspaceBytes(scores(block, run, inner)));
          most = Math.max(most, Gemm.workspaceBytes(results(block, run, inner)));
          most = Math.max(most, Gemm.workspaceBytes(backwards(block, run, inner)));
        }
      }
    }
    return most;
  }

  /** Queries with keys. */
  Gemm.Size scores(AttentionBlock block, AttentionBlock.Run run, int inner) {
    return new Gemm.Size(batches(), block.rows(), run.count(), inner);
  }

  /** Weights with what belongs to keys. */
  Gemm.Size results(AttentionBlock block, AttentionBlock.Run run, int inner) {
    return new Gemm.Size(batches(), block.rows(), inner, run.count());
  }

  /** Transposed weights with what belongs to queries. */
  Gemm.Size backwards(AttentionBlock block, AttentionBlock.Run run, int inner) {
    return new Gemm.Size(batches(), run.count(), inner, block.rows());
  }

  /** A run's columns of the weights. */
  GemmOperand.Matrix weights(MemorySegment space, AttentionBlock block, AttentionBlock.Run run) {
    long stride = 4L * block.width();
    return new GemmOperand.Matrix(space, 4L * run.column(), stride, stride * block.rows());
  }

  HeadMatrix ofQueries(MemorySegment segment, AttentionBlock block, int inner) {
    return HeadMatrix.of(segment, queries, heads, inner).from(block.first());
  }

  HeadMatrix ofKeys(MemorySegment segment, AttentionBlock.Run run, int inner) {
    return HeadMatrix.of(segment, keys, heads, inner).from(run.first());
  }

  /** The place in {@code [N,L,H]} of a row of the block's weights. */
  long place(AttentionBlock block, long row) {
    long batch = row / block.rows();
    long query = block.first() + row % block.rows();
    return (batch / heads * queries + query) * heads + batch % heads;
  }
}
