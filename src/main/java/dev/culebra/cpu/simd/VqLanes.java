package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.GemmKernel.LANES;
import static dev.culebra.cpu.simd.GemmKernel.ORDER;
import static dev.culebra.cpu.simd.GemmKernel.WIDTH;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * For each row and each lane the best score so far, the second best, and which vector of codes the
 * best came from. Comparing and blending is cheaper than max and min, which order zeros and treat
 * NaN.
 */
final class VqLanes {
  static final int LENGTH = LANES.length();
  private static final long VECTOR = LANES.vectorByteSize();

  /** Bytes of a row's state: best, second best, number of the best one's vector. */
  static final long STATE = 3 * VECTOR;

  static final long SECOND = VECTOR;
  static final long NUMBER = 2 * VECTOR;

  private VqLanes() {}

  /**
   * Takes in one tile of products, {@link GemmKernel#WIDTH} codes of each of {@code rows} rows.
   *
   * @param tile where the products lie
   * @param halves what is subtracted from them: half the codes' squared lengths
   * @param states where the rows' states lie
   * @param number of the tile's first vector of codes
   */
  static void update(
      MemorySegment memory, long tile, long halves, long states, int rows, float number) {
    FloatVector leftHalf = FloatVector.fromMemorySegment(LANES, memory, halves, ORDER);
    FloatVector rightHalf = FloatVector.fromMemorySegment(LANES, memory, halves + VECTOR, ORDER);
    for (int row = 0; row < rows; row++) {
      long at = tile + 4L * WIDTH * row;
      long state = states + STATE * row;
      FloatVector left = FloatVector.fromMemorySegment(LANES, memory, at, ORDER).sub(leftHalf);
      FloatVector right =
          FloatVector.fromMemorySegment(LANES, memory, at + VECTOR, ORDER).sub(rightHalf);
      VectorMask<Float> swap = right.compare(VectorOperators.GT, left);
      FloatVector high = left.blend(right, swap);
      FloatVector low = right.blend(left, swap);
      FloatVector from = FloatVector.broadcast(LANES, number).blend(number + 1, swap);
      FloatVector best = FloatVector.fromMemorySegment(LANES, memory, state, ORDER);
      FloatVector second = FloatVector.fromMemorySegment(LANES, memory, state + SECOND, ORDER);
      FloatVector numbers = FloatVector.fromMemorySegment(LANES, memory, state + NUMBER, ORDER);
      VectorMask<Float> better = high.compare(VectorOperators.GT, best);
      FloatVector loser = high.blend(best, better);
      best.blend(high, better).intoMemorySegment(memory, state, ORDER);
      numbers.blend(from, better).intoMemorySegment(memory, state + NUMBER, ORDER);
      second = second.blend(loser, loser.compare(VectorOperators.GT, second));
      second
          .blend(low, low.compare(VectorOperators.GT, second))
          .intoMemorySegment(memory, state + SECOND, ORDER);
    }
  }

  /** Forgets all scores of {@code rows} rows. */
  static void clear(MemorySegment memory, long states, int rows) {
    FloatVector none = FloatVector.broadcast(LANES, Float.NEGATIVE_INFINITY);
    for (int row = 0; row < rows; row++) {
      long state = states + STATE * row;
      none.intoMemorySegment(memory, state, ORDER);
      none.intoMemorySegment(memory, state + SECOND, ORDER);
      FloatVector.zero(LANES).intoMemorySegment(memory, state + NUMBER, ORDER);
    }
  }

  /** The greatest of a vector of scores. */
  static float greatest(MemorySegment memory, long at) {
    return FloatVector.fromMemorySegment(LANES, memory, at, ORDER).reduceLanes(VectorOperators.MAX);
  }

  /** The lanes of a vector whose scores reach a threshold, one bit each. */
  static long reaching(MemorySegment memory, long at, float threshold) {
    return FloatVector.fromMemorySegment(LANES, memory, at, ORDER)
        .compare(VectorOperators.GE, threshold)
        .toLong();
  }

  /** {@code Σ x²} in float32. */
  static float squares(MemorySegment x, long at, int depth) {
    int whole = depth - depth % LENGTH;
    float rest = 0;
    for (int j = whole; j < depth; j++) {
      float value = x.get(GemmKernel.FLOAT, at + 4L * j);
      rest = Math.fma(value, value, rest);
    }
    return whole == 0 ? rest : rest + wholeSquares(x, at, whole);
  }

  private static float wholeSquares(MemorySegment x, long at, int depth) {
    FloatVector sum = FloatVector.zero(LANES);
    for (int j = 0; j < depth; j += LENGTH) {
      FloatVector value = FloatVector.fromMemorySegment(LANES, x, at + 4L * j, ORDER);
      sum = value.fma(value, sum);
    }
    return Vectors.total(sum);
  }
}
