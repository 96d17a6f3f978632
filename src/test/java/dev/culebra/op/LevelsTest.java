package dev.culebra.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Codes of finite scalar quantization and their numbers. */
class LevelsTest {
  @Test
  void everyNumberComesBack() {
    for (List<Integer> levels : List.of(List.of(2), List.of(8, 5, 5, 5), List.of(3, 2, 7))) {
      int codes = Math.toIntExact(new PackLevels(levels).codes());
      assertEquals(levels.stream().reduce(1, (left, right) -> left * right), codes);
      int[] numbers = IntStream.range(0, codes).toArray();
      assertArrayEquals(numbers, thereAndBack(levels, numbers));
    }
  }

  /** The first level counts fastest, and each from minus half of it. */
  @Test
  void numbersAreMixedRadix() {
    Tensor codes = unpacked(List.of(3, 4), new int[] {0, 1, 5, 11});
    assertArrayEquals(new float[] {-1, -2, 0, -2, 1, -1, 1, 1}, codes.toFloats());
  }

  private static int[] thereAndBack(List<Integer> levels, int[] numbers) {
    Tensor packed =
        Tensor.apply(values -> PackLevels.of(values[0], levels), unpacked(levels, numbers));
    return packed.data().toArray(ValueLayout.JAVA_INT);
  }

  private static Tensor unpacked(List<Integer> levels, int[] numbers) {
    MemorySegment memory = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_INT, numbers);
    Tensor index = Tensor.over(TensorType.of(DType.I32, numbers.length), memory);
    return Tensor.apply((Value[] values) -> UnpackLevels.of(values[0], levels), index);
  }
}
