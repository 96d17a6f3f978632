package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.List;

/**
 * How cuDNN computes a pass. Chosen by its heuristics and never by timing, among what gives the
 * same bytes in each run, so that programs do too.
 *
 * @param number of the algorithm
 * @param workspaceBytes scratch memory that it takes
 */
record CudnnAlgorithm(int number, long workspaceBytes) {
  /** As many as a pass has, and some for later versions. */
  private static final int MOST = 16;

  /** Transforms of whole images may ask for gigabytes. */
  private static final long MOST_WORKSPACE_BYTES = 256L << 20;

  private static final int SUCCESS = 0;
  private static final int DETERMINISTIC = 1;

  /** {@code CUDNN_DEFAULT_MATH}: matrix units may take float32 as TF32. */
  private static final int DEFAULT_MATH = 0;

  /** {@code CUDNN_TENSOR_OP_MATH_ALLOW_CONVERSION}: they may take it as float16 too. */
  private static final int ALLOW_CONVERSION = 2;

  /** {@code CUDNN_FMA_MATH}: no matrix units. */
  private static final int FMA_MATH = 3;

  /** {@code cudnnConvolutionFwdAlgoPerf_t} and its like of the other passes. */
  private static final StructLayout FOUND =
      MemoryLayout.structLayout(
          JAVA_INT.withName("algo"),
          JAVA_INT.withName("status"),
          JAVA_FLOAT.withName("time"),
          MemoryLayout.paddingLayout(Integer.BYTES),
          JAVA_LONG.withName("memory"),
          JAVA_INT.withName("determinism"),
          JAVA_INT.withName("mathType"),
          MemoryLayout.sequenceLayout(3, JAVA_INT).withName("reserved"),
          MemoryLayout.paddingLayout(Integer.BYTES));

  /**
   * The first that cuDNN would take, of those that may be; null if there is none. Leaves the kind
   * of arithmetic in the description of the convolution, where calls look for it.
   *
   * @param isStrict whether products are of float32 and not of TF32
   */
  static CudnnAlgorithm choose(
      Cudnn cudnn, ConvPass pass, CudnnDescriptors descriptors, boolean isStrict) {
    MemorySegment convolution = descriptors.convolution();
    setMath(cudnn, convolution, isStrict ? FMA_MATH : DEFAULT_MATH);
    List<MemorySegment> tensors = descriptors.of(pass);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      MemorySegment bytes = arena.allocate(JAVA_LONG);
      MemorySegment all = arena.allocate(FOUND, MOST);
      boolean isKnown =
          cudnn.succeeds(
              pass.function("cudnnGetConvolution", "Algorithm_v7"),
              cudnn.handle(),
              tensors.get(0),
              tensors.get(1),
              convolution,
              tensors.get(2),
              MOST,
              count,
              all);
      int found = isKnown ? count.get(JAVA_INT, 0) : 0;
      for (int i = 0; i < found; i++) {
        MemorySegment one = all.asSlice(i * FOUND.byteSize(), FOUND);
        if (!mayBe(one, isStrict)) {
          continue;
        }
        setMath(cudnn, convolution, isStrict ? FMA_MATH : field(one, "mathType"));
        int number = field(one, "algo");
        boolean isPossible =
            cudnn.succeeds(
                pass.function("cudnnGetConvolution", "WorkspaceSize"),
                cudnn.handle(),
                tensors.get(0),
                tensors.get(1),
                convolution,
                tensors.get(2),
                number,
                bytes);
        long workspace = bytes.get(JAVA_LONG, 0);
        if (isPossible && workspace <= MOST_WORKSPACE_BYTES) {
          return new CudnnAlgorithm(number, workspace);
        }
      }
      return null;
    }
  }

  private static boolean mayBe(MemorySegment found, boolean isStrict) {
    int math = field(found, "mathType");
    return field(found, "status") == SUCCESS
        && field(found, "determinism") == DETERMINISTIC
        && (isStrict ? math == DEFAULT_MATH || math == FMA_MATH : math != ALLOW_CONVERSION);
  }

  private static int field(MemorySegment found, String name) {
    return found.get(JAVA_INT, FOUND.byteOffset(MemoryLayout.PathElement.groupElement(name)));
  }

  private static void setMath(Cudnn cudnn, MemorySegment convolution, int math) {
    cudnn.check("cudnnSetConvolutionMathType", convolution, math);
  }
}
