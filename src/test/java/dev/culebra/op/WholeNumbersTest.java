package dev.culebra.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/** Whole numbers keep all their bits, and the lower ones where a result does not fit. */
class WholeNumbersTest {
  private static final long BEYOND_DOUBLE = (1L << 53) + 1;

  @Test
  void resultsThatDoNotFitKeepTheirLowerBits() {
    int[] left = {Integer.MAX_VALUE, Integer.MIN_VALUE, 123_456_789, 7};
    int[] right = {1, 1, 987_654_321, -3};
    for (int i = 0; i < left.length; i++) {
      assertEquals(left[i] + right[i], join(Add::of, left[i], right[i]));
      assertEquals(left[i] - right[i], join(Subtract::of, left[i], right[i]));
      assertEquals(left[i] * right[i], join(Multiply::of, left[i], right[i]));
    }
  }

  @Test
  void bytesWrapAt256() {
    Tensor bytes = cast(ints(200, 3), DType.U8);
    Tensor sum = Tensor.apply(values -> Add.of(values[0], values[0]), bytes);
    assertArrayEquals(
        new int[] {144, 6}, cast(sum, DType.I32).data().toArray(ValueLayout.JAVA_INT));
  }

  @Test
  void longNumbersAreNotTakenThroughDouble() {
    Tensor numbers = longs(BEYOND_DOUBLE - 1, BEYOND_DOUBLE);
    Tensor swapped = longs(BEYOND_DOUBLE, BEYOND_DOUBLE - 1);
    assertArrayEquals(
        new byte[] {1, 1},
        Tensor.apply(values -> NotEqual.of(values[0], values[1]), numbers, swapped)
            .data()
            .toArray(ValueLayout.JAVA_BYTE));
    assertEquals(
        1,
        Tensor.apply(new ArgMax(0), numbers).data().get(ValueLayout.JAVA_INT, 0),
        "the larger of two neighbours");
    assertEquals(
        2 * BEYOND_DOUBLE - 1,
        Tensor.apply(new Sum(List.of(0)), numbers).data().get(ValueLayout.JAVA_LONG, 0));
    Tensor never = cast(ints(0, 0), DType.U8);
    assertArrayEquals(
        new long[] {BEYOND_DOUBLE, BEYOND_DOUBLE - 1},
        Tensor.apply(new Select(), never, numbers, swapped).data().toArray(ValueLayout.JAVA_LONG));
  }

  @Test
  void sumsKeepTheTypeAndRefuseBytes() {
    Tensor total = Tensor.apply(new Sum(List.of(0)), ints(Integer.MAX_VALUE, 1, 5));
    assertEquals(TensorType.of(DType.I32, 1), total.type());
    assertEquals(Integer.MIN_VALUE + 5, total.data().get(ValueLayout.JAVA_INT, 0));
    assertEquals(
        "[sum] u8 has no sum; cast it: u8[2]",
        assertThrows(
                OpException.class,
                () -> Tensor.apply(new Sum(List.of(0)), cast(ints(1, 2), DType.U8)))
            .getMessage());
  }

  /** How many of a batch are right: the whole way in numbers without fractions. */
  @Test
  void rightAnswersAreCounted() {
    Tensor scores = Tensor.of(Shape.of(3, 2), 0.9f, 0.1f, 0.3f, 0.7f, 0.6f, 0.4f);
    Tensor right =
        Tensor.apply(
            values ->
                Sum.of(
                    Cast.of(Equal.of(ArgMax.of(values[0], 1), values[1]), DType.I32),
                    List.of(0, 1)),
            scores,
            Tensor.over(TensorType.of(DType.I32, 3, 1), ints(0, 1, 1).data()));
    assertEquals(2, right.data().get(ValueLayout.JAVA_INT, 0));
  }

  private static int join(BinaryOperator<Value> function, int left, int right) {
    return Tensor.apply(values -> function.apply(values[0], values[1]), ints(left), ints(right))
        .data()
        .get(ValueLayout.JAVA_INT, 0);
  }

  private static Tensor cast(Tensor tensor, DType dtype) {
    return Tensor.apply(new Cast(dtype), tensor);
  }

  private static Tensor ints(int... numbers) {
    return Tensor.over(
        TensorType.of(DType.I32, numbers.length),
        Arena.ofAuto().allocateFrom(ValueLayout.JAVA_INT, numbers));
  }

  private static Tensor longs(long... numbers) {
    return Tensor.over(
        TensorType.of(DType.I64, numbers.length),
        Arena.ofAuto().allocateFrom(ValueLayout.JAVA_LONG, numbers));
  }
}
